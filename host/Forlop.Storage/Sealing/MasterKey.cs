using System.Security.Cryptography;
using System.Text;

namespace Forlop.Storage.Sealing;

/// <summary>The key above all others. It lies outside the data folder, so that a copy of the data alone opens nothing.</summary>
internal sealed class MasterKey
{
    private readonly byte[] wrapping;
    private readonly byte[] checking;
    private readonly byte[] heads;

    private MasterKey(string path, byte[] key)
    {
        Path = path;
        wrapping = Seal.Derive(key, "forlop/tenant-keys/1");
        checking = Seal.Derive(key, "forlop/key-check/1");
        heads = Seal.Derive(key, "forlop/chain-heads/1");
    }

    public string Path { get; }

    /// <param name="path">Null for the default in the user's configuration folder.</param>
    /// <param name="directory">The data folder, where the key must not be.</param>
    /// <param name="fresh">There is no data yet: a missing key is made.</param>
    public static MasterKey LoadOrCreate(string? path, string directory, bool fresh)
    {
        var file = System.IO.Path.GetFullPath(path ?? DefaultPath());
        var data = System.IO.Path.GetFullPath(directory) + System.IO.Path.DirectorySeparatorChar;
        if (file.StartsWith(data, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
        {
            throw new StoreException(2, $"The key {file} lies in the data folder {directory}: whoever copies the data would have the key. Keep it elsewhere and name it with --key.");
        }

        try
        {
            return new MasterKey(file, File.Exists(file) ? Read(file) : fresh ? Create(file) : throw Missing(file, directory));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(2, $"The key {file} cannot be read or written: {e.Message}", e);
        }
    }

    public byte[] Check(Guid storeId) => HMACSHA256.HashData(checking, storeId.ToByteArray(bigEndian: true));

    public byte[] NewTenantKey(Guid storeId, string tenantId) =>
        Seal.WrapKey(wrapping, RandomNumberGenerator.GetBytes(Seal.KeySize), Associated(storeId, tenantId));

    public TenantKeys Tenant(Guid storeId, string tenantId, ReadOnlySpan<byte> wrapped) =>
        new(tenantId, Seal.UnwrapKey(wrapping, wrapped, Associated(storeId, tenantId)));

    public byte[] HeadMac(ReadOnlySpan<byte> head) => HMACSHA256.HashData(heads, head);

    private static byte[] Associated(Guid storeId, string tenantId) =>
        Encoding.UTF8.GetBytes($"forlop/tenant-key/1\n{storeId:D}\n{tenantId}");

    private static string DefaultPath()
    {
        // ApplicationData is %APPDATA% on Windows and XDG_CONFIG_HOME, or else ~/.config, elsewhere.
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length > 0
            ? System.IO.Path.Combine(folder, "forlop", "master.key")
            : throw new StoreException(2, "The user has no configuration folder for the key. Name one with --key.");
    }

    private static byte[] Read(string file)
    {
        var key = File.ReadAllBytes(file);
        return key.Length == Seal.KeySize
            ? key
            : throw new StoreException(2, $"The key {file} has {key.Length} bytes; a key has {Seal.KeySize}. Put back the key that the data was made with.");
    }

    private static byte[] Create(string file)
    {
        var folder = System.IO.Path.GetDirectoryName(file)!;
        PrivateFiles.CreateFolder(folder);
        var key = RandomNumberGenerator.GetBytes(Seal.KeySize);
        PrivateFiles.WriteNew(file, key);
        return key;
    }

    private static StoreException Missing(string file, string directory) =>
        new(2, $"There is data in {directory} but no key at {file}. Put back the key that the data was made with, or name it with --key.");
}
