using System.CommandLine;
using Forlop.Host.Commands;

// Calls in flight and the last seal of the log need longer than the two seconds that are usual.
return await Cli.Root().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
