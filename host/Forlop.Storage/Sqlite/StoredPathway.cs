using Forlop.Contracts.V1;
using Forlop.Storage.Sqlite.Tables;

namespace Forlop.Storage.Sqlite;

/// <summary>A pathway in both forms: the row, and the state that it holds decrypted, which nobody changes in place.</summary>
/// <param name="Key">Unwrapped, so that the next command on it need not do that again.</param>
internal sealed record StoredPathway(StreamRow Row, Pathway State, byte[] Key);
