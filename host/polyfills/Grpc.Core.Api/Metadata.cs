using System.Collections;

namespace Grpc.Core;

public sealed class Metadata : IList<Metadata.Entry>
{
    public const string BinaryHeaderSuffix = "-bin";

    public static readonly Metadata Empty = new(readOnly: true);

    private readonly List<Entry> entries = [];

    public Metadata()
    {
    }

    private Metadata(bool readOnly) => IsReadOnly = readOnly;

    public int Count => entries.Count;

    public bool IsReadOnly { get; }

    public Entry this[int index]
    {
        get => entries[index];
        set => Writable()[index] = Checked(value);
    }

    // Of several entries with one key the last wins, as in the official API.
    public Entry? Get(string key)
    {
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (string.Equals(entries[i].Key, key, StringComparison.OrdinalIgnoreCase))
            {
                return entries[i];
            }
        }

        return null;
    }

    public string? GetValue(string key) => Get(key)?.Value;

    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    public IEnumerable<Entry> GetAll(string key) =>
        entries.Where(entry => string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase));

    public void Add(Entry item) => Writable().Add(Checked(item));

    public void Add(string key, string value) => Add(new Entry(key, value));

    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    public int IndexOf(Entry item) => entries.IndexOf(item);

    public void Insert(int index, Entry item) => Writable().Insert(index, Checked(item));

    public void RemoveAt(int index) => Writable().RemoveAt(index);

    public bool Remove(Entry item) => Writable().Remove(item);

    public void Clear() => Writable().Clear();

    public bool Contains(Entry item) => entries.Contains(item);

    public void CopyTo(Entry[] array, int arrayIndex) => entries.CopyTo(array, arrayIndex);

    public IEnumerator<Entry> GetEnumerator() => entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => entries.GetEnumerator();

    private List<Entry> Writable() => IsReadOnly ? throw new InvalidOperationException("Metadata.Empty is shared by all and cannot be changed.") : entries;

    private static Entry Checked(Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item;
    }

    public sealed class Entry
    {
        private readonly string? text;
        private readonly byte[]? bytes;

        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = MetadataKey.Normalize(key);
            if (IsBinary)
            {
                throw new ArgumentException($"Metadata key '{Key}' ends in -bin, so its value must be bytes.", nameof(key));
            }

            text = value;
        }

        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = MetadataKey.Normalize(key);
            if (!IsBinary)
            {
                throw new ArgumentException($"Metadata key '{Key}' does not end in -bin, so its value must be text.", nameof(key));
            }

            bytes = valueBytes.AsSpan().ToArray();
        }

        public string Key { get; }

        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        public string Value => text ?? throw new InvalidOperationException($"Metadata '{Key}' is binary: read ValueBytes.");

        public byte[] ValueBytes => bytes?.AsSpan().ToArray() ?? System.Text.Encoding.ASCII.GetBytes(text!);

        internal ReadOnlySpan<byte> RawBytes => bytes;

        public override string ToString() => IsBinary ? $"[Entry: key={Key}, valueBytes=({bytes!.Length} bytes)]" : $"[Entry: key={Key}, value={text}]";
    }
}
