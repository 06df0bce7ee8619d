using System.Reflection;
using System.Runtime.CompilerServices;

namespace Forlop.Polyfills.Tests;

/// <summary>The public face of an assembly as lines "Type :: member", in the notation of the official-api.txt files.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetTypes().Concat(assembly.GetForwardedTypes()).Where(IsVisible).SelectMany(type => Members(type).Select(member => $"{Header(type)} :: {member}").Prepend(Header(type)));

    /// <summary>A listing as the same lines: a type starts its line, its members are indented below it, '#' starts a comment.</summary>
    public static IEnumerable<string> Read(string listing)
    {
        var header = "";
        foreach (var line in listing.Split('\n').Where(line => line.Trim() is { Length: > 0 } text && text[0] != '#'))
        {
            header = char.IsWhiteSpace(line[0]) ? header : line.Trim();
            yield return char.IsWhiteSpace(line[0]) ? $"{header} :: {line.Trim()}" : header;
        }
    }

    private static bool IsVisible(Type type) =>
        type.IsNested
            ? (type.IsNestedPublic || ((type.IsNestedFamily || type.IsNestedFamORAssem) && !type.DeclaringType!.IsSealed)) && IsVisible(type.DeclaringType!)
            : type.IsPublic;

    private static string Header(Type type)
    {
        var prefix = type.IsNestedFamily || type.IsNestedFamORAssem ? "protected " : "";
        var name = $"{type.Namespace}.{Name(type)}";
        return IsDelegate(type)
            ? $"{prefix}delegate {Name(type.GetMethod("Invoke")!.ReturnType)} {name}({Parameters(type.GetMethod("Invoke")!)})"
            : $"{prefix}{Kind(type)} {name}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static IEnumerable<string> Members(Type type)
    {
        if (IsDelegate(type))
        {
            return [];
        }

        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name))}");
        }

        return type.GetMembers(Declared).Select(Line).OfType<string>();
    }

    // Null for what is not seen from outside, and for what only repeats a member of a base: overrides, accessors.
    private static string? Line(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } constructor when IsVisible(constructor) => $"{Access(constructor)}new({Parameters(constructor)})",
        MethodInfo { IsSpecialName: false } method when IsNew(method) => $"{Modifiers(method)}{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
        PropertyInfo property when property.GetAccessors(nonPublic: true).Where(IsNew).ToArray() is { Length: > 0 } accessors => Line(property, accessors),
        EventInfo { AddMethod: { } add } happening when IsNew(add) => $"{Modifiers(add)}event {Name(happening.EventHandlerType!)} {happening.Name}",
        FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly => Line(field),
        _ => null,
    };

    private static string Line(PropertyInfo property, MethodInfo[] accessors)
    {
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"this[{string.Join(", ", parameters.Select(Parameter))}]" : property.Name;
        var open = accessors.MinBy(accessor => accessor.IsPublic ? 0 : 1)!;
        var access = string.Concat(accessors.OrderBy(accessor => accessor.Name).Select(accessor =>
            $"{(open.IsPublic && !accessor.IsPublic ? "protected " : "")}{accessor.Name[..accessor.Name.IndexOf('_', StringComparison.Ordinal)]}; "));
        return $"{Modifiers(open)}{Name(property.PropertyType)} {index} {{ {access}}}";
    }

    private static string Line(FieldInfo field)
    {
        var access = field.IsPublic ? "" : "protected ";
        var kind = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return $"{access}{kind}{Name(field.FieldType)} {field.Name}";
    }

    private static bool IsNew(MethodInfo method) => IsVisible(method) && method.GetBaseDefinition() == method;

    private static bool IsVisible(MethodBase method) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodBase method)
    {
        var inheritance = method.DeclaringType!.IsInterface ? ""
            : method.IsAbstract ? "abstract "
            : method is { IsVirtual: true, IsFinal: false } && !method.DeclaringType.IsSealed ? "virtual "
            : "";
        return $"{Access(method)}{(method.IsStatic ? "static " : "")}{inheritance}";
    }

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method)
    {
        var extends = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extends + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var mark = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "";
        return $"{mark}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = default" : "")}";
    }

    // Without namespaces and without nullability of references: the lines are for people, and unambiguous enough.
    private static string Name(Type type)
    {
        if (type.IsByRef || type.IsArray)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : "");
        }

        if (Nullable.GetUnderlyingType(type) is { } value && type.IsConstructedGenericType)
        {
            return $"{Name(value)}?";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        // A nested type repeats the parameters of the type around it; they are written once, with the outer name.
        var outer = type.DeclaringType is { } declaring ? declaring.GetGenericArguments().Length : 0;
        var own = type.GetGenericArguments().Skip(outer).Select(Name).ToArray();
        var name = type.Name.Split('`')[0] + (own.Length > 0 ? $"<{string.Join(", ", own)}>" : "");
        return type.DeclaringType is { } around
            ? $"{Name(around.IsGenericTypeDefinition && type.IsConstructedGenericType ? around.MakeGenericType(type.GetGenericArguments()[..outer]) : around)}.{name}"
            : name;
    }

    private static bool IsDelegate(Type type) => type.IsSubclassOf(typeof(MulticastDelegate));
}
