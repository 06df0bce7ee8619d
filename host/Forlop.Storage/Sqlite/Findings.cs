using System.Security.Cryptography;
using Google.Protobuf;

namespace Forlop.Storage.Sqlite;

/// <summary>What a verification found, in sentences that hold nothing of a person.</summary>
internal sealed class Findings
{
    private const int Most = 100;

    public List<string> Sentences { get; } = [];

    public void Add(string sentence)
    {
        if (Sentences.Count < Most)
        {
            Sentences.Add(sentence);
        }
    }

    public void AddUnless(bool holds, string sentence)
    {
        if (!holds)
        {
            Add(sentence);
        }
    }

    /// <summary>What cannot be read is a finding too, and no reason to stop looking elsewhere.</summary>
    public async Task GuardAsync(string what, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception e) when (e is StoreException { ExitCode: 4 } or CryptographicException or InvalidProtocolBufferException or InvalidOperationException)
        {
            Add($"{what} cannot be read.");
        }
    }
}
