using System.Text;

namespace Forlop.PluginHost.Tests;

/// <summary>
/// Archives that want out of their folder, fill the disk, or are read one way by who looks and another way by who unpacks: each
/// is left out with a sentence that names the entry, and nothing of it is left behind.
/// </summary>
public sealed class HostileArchiveTests
{
    private const int Megabyte = 1024 * 1024;

    // What was done, how, and the words of the sentence: the entry, or the archive where none can be named.
    private static readonly (string What, Action<ForgedZip> Forge, string Named)[] Cases =
    [
        .. Names(
            "../evil.dll", "a/../../evil.dll", "/etc/cron.d/evil", "//server/share/evil", "./evil.dll", "a//evil.dll", "..", ".", "/", "a/./b", "C:/evil.dll", "C:evil.dll",
            "a\\..\\evil.dll", "\\\\server\\share", "a\\b.dll", "file.txt:stream", "evil\0.dll", "evil\n.dll", "evil\u001b[2J.dll", "evil\u007f.dll", " evil.dll", "evil.dll ",
            "evil dll", "evil.", "a./evil.dll", ".hidden", "a/.hidden/b", "CON", "con.txt", "a/NUL/b.dll", "com1.dll", "LPT9", "aux.json", "CONIN", "~evil", "evil*.dll", "evil?.dll",
            "evil|dll", "evil<dll", "evil\"dll", "%2e%2e/evil", "\u00e6vil.dll", "evil\u0080.dll", "\u00c0\u00ae\u00c0\u00ae/evil", "-rf", "$HOME", "",
            new string('a', 201), $"a/b/c/d/e/f/g/h/i"),
        ("a file twice", zip => zip.Entries.Add(new("routing.yaml", ForgedZip.Table)), "«routing.yaml»"),
        ("two manifests", zip => zip.Entries.Add(new("plugin.json", "{}") { Packed = ForgedZip.Deflate("{}"u8.ToArray()) }), "«plugin.json»"),
        ("names that differ in case", zip => { zip.Add("Lib.dll"); zip.Add("lib.dll"); }, "«lib.dll»"),
        ("folders that differ in case", zip => { zip.Add("lib/a.dll"); zip.Add("LIB/b.dll"); }, "«LIB/b.dll»"),
        ("a file that is a folder as well", zip => { zip.Add("lib"); zip.Add("lib/a.dll"); }, "«lib/a.dll»"),
        ("a manifest in another case", zip => zip.Add("PLUGIN.JSON"), "«PLUGIN.JSON»"),
        ("a file that the manifest does not name", zip => zip.Entries.Add(new("extra.dll", "x")), "«extra.dll»"),
        ("an empty folder", zip => zip.Entries.Add(new("lib/", "") { Method = 0 }), "«lib/»"),
        ("a folder with content", zip => { zip.Add("lib/a.dll"); zip.Entries.Add(new("lib/", "hidden") { Method = 0 }); }, "«lib/»"),
        ("a file that is missing", zip => zip.Entries.RemoveAt(1), "«routing.yaml»"),
        ("a file that was changed", zip => zip["routing.yaml"].Content += "#", "«routing.yaml»"),
        ("no manifest", zip => zip.Renamed = name => name == "plugin.json" ? "plugin.jsn" : name, "plugin.json"),
        ("everything in a folder", zip => zip.Renamed = name => $"prove/{name}", "«prove/plugin.json»"),
        ("a symbolic link", zip => zip.Add("lib.dll", "/etc/passwd").Attributes = 0xA1FF0000, "«lib.dll» er en lenke"),
        ("a symbolic link to a folder", zip => zip.Add("lib", "..").Attributes = 0xA1ED0010, "«lib» er en lenke"),
        ("a reparse point", zip => zip.Add("lib.dll").Attributes = 0x400, "«lib.dll» er en lenke"),
        ("a pipe", zip => zip.Add("lib.dll").Attributes = 0x11A40000, "«lib.dll»"),
        ("a device", zip => zip.Add("lib.dll").Attributes = 0x61A40000, "«lib.dll»"),
        ("a socket", zip => zip.Add("lib.dll").Attributes = 0xC1A40000, "«lib.dll»"),
        ("a folder called like a file", zip => zip.Add("lib").Attributes = 0x41ED0010, "«lib»"),
        ("a file called like a folder", zip => { zip.Add("lib/a.dll"); zip.Entries.Add(new("lib/", "") { Method = 0, Attributes = 0x81A40000 }); }, "«lib/»"),
        ("an archive in the archive", zip => zip.Add("inner.zip", Encoding.Latin1.GetString(new ForgedZip().Build())), "«inner.zip»"),
        ("an archive in the archive, in capitals", zip => zip.Add("lib/inner.ZIP"), "«lib/inner.ZIP»"),
        ("an encrypted file", zip => zip["routing.yaml"].Flags = 1, "«routing.yaml» i arkivet er kryptert"),
        ("a strongly encrypted file", zip => zip["routing.yaml"].Flags = 0x40, "«routing.yaml» i arkivet er kryptert"),
        ("a masked directory", zip => zip["routing.yaml"].Flags = 0x2000, "«routing.yaml» i arkivet er kryptert"),
        ("a patch of a file", zip => zip["routing.yaml"].Flags = 0x20, "«routing.yaml»"),
        ("an unusual packing", zip => zip["routing.yaml"].Method = 12, "«routing.yaml»"),
        ("another packing in its own header", zip => zip["routing.yaml"].LocalMethod = 0, "«routing.yaml»"),
        ("other flags in its own header", zip => zip["routing.yaml"].LocalFlags = 0x800, "«routing.yaml»"),
        ("another name in its own header", zip => zip["routing.yaml"].LocalName = "../evil.dll", "«routing.yaml»"),
        ("another size in its own header", zip => zip["routing.yaml"].LocalSize = 7, "«routing.yaml»"),
        ("a second name", zip => zip["routing.yaml"].Extra = [0x75, 0x70, 1, 0, 1], "«routing.yaml»"),
        ("sizes of zip64", zip => zip["routing.yaml"].Extra = [1, 0, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0], "«routing.yaml»"),
        ("a broken extra part", zip => zip["routing.yaml"].Extra = [9, 9, 9, 9, 9], "«routing.yaml»"),
        ("half an extra part", zip => zip["routing.yaml"].Extra = [9, 9], "«routing.yaml»"),
        ("a file on another disk", zip => zip["routing.yaml"].Disk = 1, "«routing.yaml»"),
        ("a size that is too small", zip => zip["routing.yaml"].Size = 3, "«routing.yaml»"),
        ("a size that is too large", zip => zip["routing.yaml"].Size = 3000, "«routing.yaml»"),
        ("a stored size that is no size", zip => { zip["routing.yaml"].Method = 0; zip["routing.yaml"].Size = 3; }, "«routing.yaml»"),
        ("a size beyond the archive", zip => zip["routing.yaml"].PackedSize = 100_000, "«routing.yaml»"),
        ("a size of four gigabytes", zip => zip["routing.yaml"].Size = uint.MaxValue - 1, "«routing.yaml»"),
        ("a packed size of four gigabytes", zip => zip["routing.yaml"].PackedSize = uint.MaxValue - 1, "«routing.yaml»"),
        ("a wrong checksum", zip => zip["contacts.yaml"].Crc = 17, "«contacts.yaml»"),
        ("bytes that are not packed", zip => zip["contacts.yaml"].Packed = [0xff, 0xff, 0xff, 0xff], "«contacts.yaml»"),
        ("a file that begins inside another", zip => zip["contacts.yaml"].Offset = 5, "«contacts.yaml»"),
        ("two files in the same place", zip => zip["contacts.yaml"].Offset = 0, "«"),
        ("a file beyond the end", zip => zip["contacts.yaml"].Offset = 1_000_000, "«contacts.yaml»"),
        ("an own header that is none", zip => zip["routing.yaml"].Signature = 0x04034b51, "«routing.yaml»"),
        ("a descriptor that lies", zip => { zip["routing.yaml"].Flags = 8; zip["routing.yaml"].Descriptor = new byte[16]; }, "«routing.yaml»"),
        ("a descriptor that is missing", zip => { zip["contacts.yaml"].Flags = 8; zip["contacts.yaml"].Descriptor = []; }, "«contacts.yaml»"),
        ("a bomb", zip => zip.Add("bomb.dat", new string('0', 8 * Megabyte)), "«bomb.dat»"),
        ("a bomb that says it is small", zip => zip.Add("bomb.dat", new string('0', 8 * Megabyte)).Size = 1000, "«bomb.dat»"),
        ("a file that is too large", zip => { zip.Add("big.dat"); zip["big.dat"].Size = 65 * Megabyte; zip["big.dat"].PackedSize = Megabyte; }, "«big.dat»"),
        ("files that together are too large", zip => Enumerable.Range(0, 5).ToList().ForEach(at => { zip.Add($"big{at}.dat").Size = 60 * Megabyte; zip[$"big{at}.dat"].PackedSize = Megabyte; }), "«big4.dat»"),
        ("more files than a plugin has", zip => Enumerable.Range(0, 2001).ToList().ForEach(at => zip.Entries.Add(new($"f{at}", ""))), "2000"),
        ("a count that is too small", zip => zip.Count = 2, "«prove.zip»"),
        ("a count that is too large", zip => zip.Count = 4, "«prove.zip»"),
        ("no files at all", zip => zip.Change = _ => [.. "PK\u0005\u0006"u8, .. new byte[18]], "plugin.json"),
        ("the count of zip64", zip => zip.Count = ushort.MaxValue, "«prove.zip»"),
        ("several disks", zip => zip.Disk = 1, "«prove.zip»"),
        ("a program in front", zip => zip.Prefix = "#!/bin/sh\n"u8.ToArray(), "«"),
        ("something before the directory", zip => zip.BeforeDirectory = new byte[10], "«prove.zip»"),
        ("something after the directory", zip => zip.AfterDirectory = new byte[10], "«prove.zip»"),
        ("a directory that says it is shorter", zip => zip.DirectorySize = 60, "«prove.zip»"),
        ("a directory of four gigabytes", zip => zip.DirectorySize = uint.MaxValue, "«prove.zip»"),
        ("something behind the end", zip => zip.Suffix = new byte[1], "«prove.zip»"),
        ("a second archive behind the first", zip => zip.Suffix = new ForgedZip { Manifest = "{}" }.Build(), "«"),
        ("a comment that holds another end", zip => zip.Comment = [.. "PK\u0005\u0006"u8, .. new byte[18]], "«prove.zip»"),
        ("a comment", zip => zip.Comment = "hei"u8.ToArray(), "«prove.zip»"),
        ("half an archive", zip => zip.Change = bytes => bytes[..(bytes.Length / 2)], "«prove.zip»"),
        ("an empty file", zip => zip.Change = _ => [], "«prove.zip»"),
        ("another kind of archive", zip => zip.Change = _ => [0x1f, 0x8b, .. new byte[100]], "«prove.zip»"),
        ("a manifest that is a bomb", zip => zip.Manifest = $"{{ \"id\": \"{new string('a', 300_000)}\" }}", "«plugin.json»"),
    ];

    public static TheoryData<string> Hostile => [.. Cases.Select(hostile => hostile.What)];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_archive_is_left_out_with_its_entry_named_and_leaves_nothing_behind(string what)
    {
        var (_, forge, named) = Cases.Single(hostile => hostile.What == what);
        var zip = new ForgedZip();
        forge(zip);
        using var folders = new Folders();

        var why = Assert.Throws<LeftOutException>(() => Stage(folders, zip.Build())).Why;

        Assert.Contains(named, why.Nb, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(why.Nn));
        Assert.All(why.Nb, letter => Assert.False(char.IsControl(letter)));
        Assert.Equal(["prove.zip"], Directory.EnumerateFileSystemEntries(folders.Root, "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public void There_are_at_least_sixty_of_them_and_the_sound_one_among_them_is_not_left_out()
    {
        using var folders = new Folders();

        Assert.True(Cases.Length >= 60);
        Assert.Equal("prove", Stage(folders, new ForgedZip().Build()).Manifest.Id);
    }

    [Fact]
    public void What_others_tools_write_is_read()
    {
        var zip = new ForgedZip();
        zip.Add("lib/a.dll");
        zip.Entries.Add(new("lib/", "") { Method = 0, Attributes = 0x41ED0010 }); // Info-ZIP names folders
        zip["routing.yaml"].Flags = 8; // written to a pipe: the sizes follow
        zip["contacts.yaml"].Flags = 0x808;
        zip["contacts.yaml"].Extra = [0x55, 0x54, 5, 0, 3, 1, 2, 3, 4]; // a time
        zip["lib/a.dll"].Method = 0;
        zip["lib/a.dll"].Attributes = 0x81A40000;
        using var folders = new Folders();

        var staged = Stage(folders, zip.Build());

        Assert.Equal("x"u8.ToArray(), staged.Read("lib/a.dll"));
        Assert.Equal(Encoding.UTF8.GetBytes(ForgedZip.Table), staged.Read("routing.yaml"));
    }

    private static StagedPlugin Stage(Folders folders, byte[] archive)
    {
        var path = Path.Combine(folders.Root, "prove.zip");
        File.WriteAllBytes(path, archive);
        using var package = Package.Open(path);
        return StagedPlugin.Verify(ManifestReader.Read(package), package, Path.Combine(folders.Root, "staged"));
    }

    private static IEnumerable<(string What, Action<ForgedZip> Forge, string Named)> Names(params string[] names) => names.Select(name =>
        ($"the name {PackagePath.Shown(name)}", (Action<ForgedZip>)(zip => zip.Entries.Add(new(name, "x"))), $"«{PackagePath.Shown(name)}»"));
}
