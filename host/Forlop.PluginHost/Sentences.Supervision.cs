using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>What went wrong with a plugin that runs, what the host does about it and who can mend it.</summary>
internal static partial class Sentences
{
    public static LocalizedText Hangs => Of(
        "Tillegget svarte ikke i tide og henger. Forløp starter det på nytt. Skjer det ofte, retter den som har laget tillegget, det.",
        "Tillegget svara ikkje i tide og heng. Forløp startar det på nytt. Skjer det ofte, rettar den som har laga tillegget, det.");

    public static LocalizedText NotReady(TimeSpan patience) => Of(
        $"Tilleggets prosess var ikke klar etter {patience.TotalSeconds:0.#} sekunder. Den som har laget tillegget, følger PL-12 i kontrakten; den som drifter Forløp, ser om maskinen har nok å gå på.",
        $"Prosessen til tillegget var ikkje klar etter {patience.TotalSeconds:0.#} sekund. Den som har laga tillegget, følgjer PL-12 i kontrakten; den som driftar Forløp, ser om maskina har nok å gå på.");

    public static LocalizedText BadReady => Of(
        "Tilleggets prosess skrev noe annet enn den linjen som kontrakten ber om (PL-12). Den som har laget tillegget, retter det.",
        "Prosessen til tillegget skreiv noko anna enn den linja som kontrakten ber om (PL-12). Den som har laga tillegget, rettar det.");

    public static LocalizedText NoProgram(string program) => Of(
        $"Programmet «{program}», som tillegget kjøres med, finnes ikke på maskinen. Den som drifter Forløp, installerer det.",
        $"Programmet «{program}», som tillegget blir køyrt med, finst ikkje på maskina. Den som driftar Forløp, installerer det.");

    public static LocalizedText OnlyAsWorker => Of(
        "Tillegget er et program i et annet språk og kan bare kjøre i en egen prosess. Den som drifter Forløp, tar bort valget «in-process» for det.",
        "Tillegget er eit program i eit anna språk og kan berre køyre i ein eigen prosess. Den som driftar Forløp, tek bort valet «in-process» for det.");

    public static LocalizedText ProcessEnded(int exitCode) => Of(
        $"Tilleggets prosess tok slutt av seg selv (kode {exitCode}). Forløp starter den på nytt. Skjer det ofte, retter den som har laget tillegget, det.",
        $"Prosessen til tillegget tok slutt av seg sjølv (kode {exitCode}). Forløp startar han på nytt. Skjer det ofte, rettar den som har laga tillegget, det.");

    public static LocalizedText CallFailed(string code) => Of(
        $"Et kall til tillegget gikk ikke ({code}). Den som spurte, fikk vite det.",
        $"Eit kall til tillegget gjekk ikkje ({code}). Den som spurde, fekk vite det.");

    public static LocalizedText KeepsFailing(string code) => Of(
        $"Flere kall på rad til tillegget gikk ikke ({code}). Forløp starter det på nytt. Skjer det ofte, retter den som har laget tillegget, det.",
        $"Fleire kall på rad til tillegget gjekk ikkje ({code}). Forløp startar det på nytt. Skjer det ofte, rettar den som har laga tillegget, det.");

    public static LocalizedText Quarantined(string plugin, int restarts, LocalizedText why) => Of(
        $"Tillegget feilet også etter {restarts} nye starter og blir ikke startet flere ganger. Den som drifter Forløp, legger inn en rettet utgave, eller kjører «forlop plugin enable {plugin}» for å prøve igjen. Sist: {why.Nb}",
        $"Tillegget feila òg etter {restarts} nye startar og blir ikkje starta fleire gonger. Den som driftar Forløp, legg inn ei retta utgåve, eller køyrer «forlop plugin enable {plugin}» for å prøve igjen. Sist: {why.Nn}");

    public static LocalizedText Closing => Of(
        "Forløp er i ferd med å stoppe, så ingenting ble lastet på nytt.",
        "Forløp er i ferd med å stoppe, så ingenting vart lasta på nytt.");

    public static LocalizedText OtherId(string plugin, string now) => Of(
        $"Der «{plugin}» lå, ligger nå «{now}». Den som drifter Forløp, legger inn det rette, eller tar det gamle ut av drift med «forlop plugin disable {plugin}».",
        $"Der «{plugin}» låg, ligg no «{now}». Den som driftar Forløp, legg inn det rette, eller tek det gamle ut av drift med «forlop plugin disable {plugin}».");

    public static LocalizedText OnTheNewEngine(string data, LocalizedText why) => Of(
        $"«{data}», som tillegget kjører, gikk ikke på den nye utgaven. {why.Nb}",
        $"«{data}», som tillegget køyrer, gjekk ikkje på den nye utgåva. {why.Nn}");

    public static LocalizedText NotApprovedWithin(string engine) => Of(
        $"«{engine}» er ikke godkjent for å kjøre i Forløps egen prosess. Den som drifter Forløp, velger «--plugin-level {engine}=in-process» og godkjenner det, eller lar være å velge det for dette tillegget.",
        $"«{engine}» er ikkje godkjent for å køyre i Forløp sin eigen prosess. Den som driftar Forløp, vel «--plugin-level {engine}=in-process» og godkjenner det, eller lèt vere å velje det for dette tillegget.");

    public static LocalizedText StillHeld(IReadOnlyList<string> versions, EndpointLease.Remainder? remainder) => Of(
        $"{string.Join(", ", versions)} er stoppet, men noe holder den fortsatt i minnet: {HeldBy(remainder).Nb}. Den som har laget tillegget, retter det; minnet blir fritt når Forløp startes på nytt.",
        $"{string.Join(", ", versions)} er stoppa, men noko held ho framleis i minnet: {HeldBy(remainder).Nn}. Den som har laga tillegget, rettar det; minnet blir fritt når Forløp blir starta på nytt.");

    public static LocalizedText HeldBy(EndpointLease.Remainder? remainder) => remainder switch
    {
        EndpointLease.Remainder.Call => Of("et kall som henger", "eit kall som heng"),
        EndpointLease.Remainder.Disposal => Of("DisposeAsync, som ikke blir ferdig", "DisposeAsync, som ikkje blir ferdig"),
        _ => Of("en tidsur, en tråd eller en statisk hendelse som er dens egen", "ei tidsur, ein tråd eller ei statisk hending som er hans eiga"),
    };

    public static LocalizedText NotYet => Of("Den er ikke i gang ennå. Se på den igjen om litt.", "Ho er ikkje i gang enno. Sjå på ho igjen om litt.");

    /// <summary>For a caseworker.</summary>
    public static LocalizedText Down(string plugin, LocalizedText why) => Of(
        $"«{plugin}» er ute av drift, så Forløp kan ikke foreslå noe derfra nå. Velg selv hvor barnet kan få hjelp. {why.Nb}",
        $"«{plugin}» er ute av drift, så Forløp kan ikkje foreslå noko derifrå no. Vel sjølv kvar barnet kan få hjelp. {why.Nn}");

    public static LocalizedText CaseSystemDown(string plugin, LocalizedText why) => Of(
        $"«{plugin}» er ute av drift, så Forløp kan ikke spørre fagsystemet nå. Se selv etter der. {why.Nb}",
        $"«{plugin}» er ute av drift, så Forløp kan ikkje spørje fagsystemet no. Sjå sjølv etter der. {why.Nn}");
}
