using Forlop.Contracts.V1;
using Forlop.PluginHost;

namespace Forlop.Conformance;

/// <summary>Every numbered rule of the plugin contract. A test holds this list against the proto files.</summary>
internal static class Musts
{
    public static readonly IReadOnlyList<Must> All =
    [
        new("PL-1", Concerns.Everyone, "It keeps no state that a later call depends on.",
            "Routing: every question again of an instance that was started anew, in the opposite order, and some of them after a kill.",
            "For filing, fagsystem and intake, what is kept belongs outside the plugin; that nothing depends on its process is seen in the calls after an end and a kill (FI-1, FI-2, CS-3, CS-4, IN-1, IN-2).") { TakesAKill = true },
        new("PL-2", Concerns.Everyone, "A method that it does not know is UNIMPLEMENTED.", "Calls of a method and of a service that do not exist."),
        new("PL-3", Concerns.Everyone, "Its id, version and kind are those of the manifest.", "Describe, twice, at every start."),
        new("PL-4", Concerns.Everyone, "Host and plugin have a version of the contract in common.", "The range that Describe answers, against the contract of this kit."),
        new("PL-5", Concerns.Everyone, "Configure lists what is wrong in the files, with file and line.",
            "Each data file in turn replaced by bytes that are no UTF-8: the answer names that file, in bokmål and nynorsk.",
            "Whether every mistake is found that its files can hold: only who knows their format can say."),
        new("PL-6", Concerns.Everyone, "It does not end the process that it runs in.", "Each process, when the kit is about to end it; within one process, that the one who asks gets to the end.",
            "Within one process, code that sets out to deceive can write what it likes into the kit's memory; in a process of its own it cannot."),
        new("PL-10", Concerns.Programs, "It reads one line of JSON, and passes over members that it does not know.", "A start whose line has a member that no contract names."),
        new("PL-11", Concerns.Programs, "It serves on its Unix socket, and nowhere else.", "The sockets of TCP, UDP and this machine that each instance's processes listen on, as Linux lists them, once it has worked."),
        new("PL-12", Concerns.Programs, "It says that it is ready, and nothing before that.", "The first line of its standard output, within ten seconds, at every start."),
        new("PL-13", Concerns.Programs, "A call without the secret is UNAUTHENTICATED.", "Calls with none, another and a cut one, of Describe, of its kind and of an unknown method.",
            "Whether the time of the comparison tells where the two differ: too little to be measured over a socket; a reader of the code can see it."),
        new("PL-14", Concerns.Programs, "It ends when its standard input ends.", "Its input is closed while work is half done; ten seconds."),
        new("PL-15", Concerns.Programs, "It proves that it knows the secret.", "The HMAC of two nonces, at every start."),
        new("CK-1", Concerns.Everyone, "Check changes nothing, and does nothing of the work.", "What can be looked at, before and after several calls of Check.",
            "A change that none of the plugin's own answers shows."),
        new("CK-2", Concerns.Everyone, "What cannot do its work says so rather than fail.", "Check at every start: it answers, with a problem in bokmål and nynorsk or with none.",
            "Whether it notices when what it depends on is down: take that away and look at Check."),
        new("RO-1", Concerns.Routing, "There is at least one suggestion, or an explicit no_route.",
            "Every area, acuteness, protection grade and age with each other at the first number that its rules name; every area, acuteness and grade with each other at each number that they name or --kommunenummer gives; every number of a county there is or was, of Svalbard, Jan Mayen and the shelf once; placements, bases and ids in turn; each within the deadline.",
            "What it answers where two things meet that the kit does not cross, such as a grade at a number that nobody named: name it with --kommunenummer."),
        new("RO-2", Concerns.Routing, "The same question gets the same answer.", "Every question twice."),
        new("RO-3", Concerns.Routing, "Every suggestion has a reason in both written forms, and its rule.", "Every answer; and that nothing is referred to barnevernsansvarlig."),
        new("RO-4", Concerns.Routing, "An explanation holds the answer that Route gives.", "Explanations of questions from all over, when Examine is offered."),
        new("RO-5", Concerns.Routing, "Examine does not change what Route answers.", "The same questions after explaining, checking and comparing rules, when Examine is offered."),
        new("FI-1", Concerns.Filing, "It is idempotent on filing_id.", "A document again at once, after an end, and after a kill in the midst of it: the stage is no earlier, the archive id the same.",
            "A second document that the archive keeps under the same id: look into the archive.") { TakesAKill = true },
        new("FI-2", Concerns.Filing, "DELIVERED is durable, FILED has the archive's id.", "No answer before the last byte; after a kill, what was answered still holds.",
            "Whether it survives a loss of power on the receiving side.") { TakesAKill = true },
        new("FI-3", Concerns.Filing, "Content that is not the header's is INVALID_ARGUMENT, and nothing is kept.", "Documents too long, too short and with another SHA-256; each is unknown afterwards."),
        new("FI-4", Concerns.Filing, "A filing_id with another SHA-256 is refused.", "A second document under the id of the first, which then is as it was."),
        new("FI-5", Concerns.Filing, "CheckFiling changes nothing, and does not know what it never got.", "CheckFiling of an unknown id, twice, and around every other call."),
        new("CS-1", Concerns.CaseSystem, "LookupChild answers what the fagsystem holds now.", "The child of --child twice, a second apart: the second answer was read later than the first.",
            "Whether the answer follows a change in the fagsystem: change the invented child there, and look it up again."),
        new("CS-2", Concerns.CaseSystem, "A child that is not known is NOT_FOUND.", "A reference that was made up."),
        new("CS-3", Concerns.CaseSystem, "It is idempotent on event_id.", "The same events again at once, after an end and after a kill; Reconcile then finds each once.") { TakesAKill = true },
        new("CS-4", Concerns.CaseSystem, "The version is that of the last event held with all before it.", "Events after a gap, the gap filled, and a kill after the answer.") { TakesAKill = true },
        new("CS-5", Concerns.CaseSystem, "Every pathway that differs is named, and no other.", "Ranges with pathways alike, missing on either side, of another version and with other events."),
        new("CS-6", Concerns.CaseSystem, "Reconcile changes nothing.", "The same comparison again: the same answer."),
        new("IN-1", Concerns.Intake, "An item is offered until it is acknowledged.", "Receive again at once, after an end and after a kill.") { TakesAKill = true },
        new("IN-2", Concerns.Intake, "What was acknowledged is not offered again.", "Receive after Acknowledge, at once and after a kill.") { TakesAKill = true },
        new("IN-3", Concerns.Intake, "An item is the same at every offer, and no other has its id.", "The ids of each offer, and every item against its first offer."),
        new("IN-4", Concerns.Intake, "Acknowledge is idempotent on item_id.", "The same outcome again, at once and after a kill.") { TakesAKill = true },
        new("IN-5", Concerns.Intake, "Whether it is acute is never guessed from words.", "Every item says YES, NO or UNSURE.",
            "Whether an answer was given or guessed: send a request that leaves the question open and says in words that it hurries; it has to come as UNSURE."),
    ];

    /// <summary>What a plugin of this kind has to keep at this level, in the order of the list.</summary>
    public static IReadOnlyList<Must> For(string kind, PluginLevel level) =>
        [.. All.Where(must => must.Concerns == Concerns.Everyone || must.Concerns == ConcernOf(kind) || (must.Concerns == Concerns.Programs && level == PluginLevel.Worker))];

    private static Concerns ConcernOf(string kind) => kind switch
    {
        PluginKinds.Filing => Concerns.Filing,
        PluginKinds.CaseSystem => Concerns.CaseSystem,
        PluginKinds.Intake => Concerns.Intake,
        _ => Concerns.Routing,
    };
}
