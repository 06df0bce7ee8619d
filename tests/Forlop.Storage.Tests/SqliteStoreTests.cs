using Forlop.Storage.Tests.Kit;

namespace Forlop.Storage.Tests;

public sealed class SqliteStoreTests() : StoreConformance(new SqliteFixture());
