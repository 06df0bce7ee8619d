using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>Why a plugin was left out: what is wrong, both values, the cure and who can see to it.</summary>
internal static partial class Sentences
{
    public static LocalizedText NoManifest => Of(
        "Mappen har ingen plugin.json. Den som drifter Forløp, legger inn hele mappen på nytt eller fjerner den.",
        "Mappa har inga plugin.json. Den som driftar Forløp, legg inn heile mappa på nytt eller fjernar ho.");

    public static LocalizedText BadManifest(string where) => Of(
        $"plugin.json kan ikke leses ({where}). Den som har laget tillegget, retter filen etter contracts/plugin.schema.json.",
        $"plugin.json kan ikkje lesast ({where}). Den som har laga tillegget, rettar fila etter contracts/plugin.schema.json.");

    public static LocalizedText BadMember(string member, string nb, string nn) => Of(
        $"plugin.json: «{member}» {nb} Den som har laget tillegget, retter filen.",
        $"plugin.json: «{member}» {nn} Den som har laga tillegget, rettar fila.");

    public static LocalizedText NotSealed => Of(
        "plugin.json har ingen liste over filene («files»). Den som har laget tillegget, bygger det, så skrives listen.",
        "plugin.json har inga liste over filene («files»). Den som har laga tillegget, byggjer det, så blir lista skriven.");

    public static LocalizedText SameId(string id) => Of(
        $"Et annet tillegg heter også «{id}». Den som drifter Forløp, fjerner det ene.",
        $"Eit anna tillegg heiter òg «{id}». Den som driftar Forløp, fjernar det eine.");

    public static LocalizedText Link(string file) => Of(
        $"«{file}» er en lenke, og tillegg kan ikke peke ut av sin egen mappe. Den som drifter Forløp, legger selve filen der.",
        $"«{file}» er ei lenkje, og tillegg kan ikkje peike ut av si eiga mappe. Den som driftar Forløp, legg sjølve fila der.");

    public static LocalizedText NoPlainFile(string file) => Of(
        $"«{file}» er ikke en vanlig fil, men et navngitt rør, en sokkel eller en enhet. Den som drifter Forløp, fjerner den.",
        $"«{file}» er ikkje ei vanleg fil, men eit namngitt røyr, ein sokkel eller ei eining. Den som driftar Forløp, fjernar ho.");

    public static LocalizedText Escapes(string file) => Of(
        $"plugin.json nevner «{PackagePath.Shown(file)}», som ikke er en fil i tilleggets egen mappe. Den som har laget tillegget, retter navnet.",
        $"plugin.json nemner «{PackagePath.Shown(file)}», som ikkje er ei fil i mappa til tillegget. Den som har laga tillegget, rettar namnet.");

    public static LocalizedText Missing(string file) => Of(
        $"Filen «{file}» mangler. Den som drifter Forløp, legger inn hele mappen på nytt.",
        $"Fila «{file}» manglar. Den som driftar Forløp, legg inn heile mappa på nytt.");

    public static LocalizedText Extra(string file) => Of(
        $"Filen «{PackagePath.Shown(file)}» står ikke i plugin.json. Den som drifter Forløp, fjerner filen, eller den som har laget tillegget, bygger det på nytt.",
        $"Fila «{PackagePath.Shown(file)}» står ikkje i plugin.json. Den som driftar Forløp, fjernar fila, eller den som har laga tillegget, byggjer det på nytt.");

    public static LocalizedText Changed(string file) => Of(
        $"Filen «{file}» er ikke den som plugin.json beskriver (SHA-256 er ulik). Den som drifter Forløp, legger inn mappen på nytt, eller den som har endret filen, bygger tillegget på nytt.",
        $"Fila «{file}» er ikkje den som plugin.json skildrar (SHA-256 er ulik). Den som driftar Forløp, legg inn mappa på nytt, eller den som har endra fila, byggjer tillegget på nytt.");

    public static LocalizedText TooLarge(string file) => Of(
        $"«{file}» er større enn et tillegg kan ha. Den som har laget tillegget, gjør den mindre.",
        $"«{file}» er større enn eit tillegg kan ha. Den som har laga tillegget, gjer ho mindre.");

    public static LocalizedText Unreadable(string file) => Of(
        $"«{file}» kan ikke leses. Den som drifter Forløp, gir tjenesten leserett.",
        $"«{file}» kan ikkje lesast. Den som driftar Forløp, gir tenesta leserett.");

    public static LocalizedText Collides(string file) => Of(
        $"«{file}» skiller seg bare i store og små bokstaver fra et annet navn, eller er både fil og mappe. Den som har laget tillegget, gir den et annet navn.",
        $"«{file}» skil seg berre i store og små bokstavar frå eit anna namn, eller er både fil og mappe. Den som har laga tillegget, gir ho eit anna namn.");

    public static LocalizedText NoZip(string file, string nb, string nn) => Of(
        $"«{file}» er ikke et zip-arkiv som kan leses ({nb}). Den som har laget tillegget, pakker det på nytt som en vanlig zip; den som drifter Forløp, kan legge inn mappen i stedet.",
        $"«{file}» er ikkje eit zip-arkiv som kan lesast ({nn}). Den som har laga tillegget, pakkar det på nytt som ein vanleg zip; den som driftar Forløp, kan leggje inn mappa i staden.");

    public static LocalizedText TooManyEntries(string file, int most) => Of(
        $"«{file}» har flere enn {most} filer. Den som har laget tillegget, gjør det mindre.",
        $"«{file}» har fleire enn {most} filer. Den som har laga tillegget, gjer det mindre.");

    public static LocalizedText BadEntryName(string entry) => Of(
        $"Arkivet har «{PackagePath.Shown(entry)}», som ikke er et filnavn et tillegg kan ha. Den som har laget tillegget, bruker bokstavene a–z, tall, punktum, bindestrek og understrek, og ingen vei ut av mappen.",
        $"Arkivet har «{PackagePath.Shown(entry)}», som ikkje er eit filnamn eit tillegg kan ha. Den som har laga tillegget, bruker bokstavane a–z, tal, punktum, bindestrek og understrek, og ingen veg ut av mappa.");

    public static LocalizedText Entry(string entry, string nb, string nn) => Of(
        $"«{PackagePath.Shown(entry)}» i arkivet {nb} Den som har laget tillegget, pakker det på nytt.",
        $"«{PackagePath.Shown(entry)}» i arkivet {nn} Den som har laga tillegget, pakkar det på nytt.");

    public static LocalizedText ManifestNotOnTop(string where) => Of(
        $"plugin.json ligger i «{where}», og skal ligge øverst i arkivet. Den som har laget tillegget, pakker innholdet i mappen og ikke mappen selv.",
        $"plugin.json ligg i «{where}», og skal liggje øvst i arkivet. Den som har laga tillegget, pakkar innhaldet i mappa og ikkje mappa sjølv.");

    public static LocalizedText Contract(string plugin, string host, bool pluginIsNewer) => pluginIsNewer
        ? Of(
            $"Tillegget krever kontrakt {plugin}, og denne utgaven av Forløp taler {host}. Den som drifter Forløp, oppgraderer Forløp eller legger inn en eldre utgave av tillegget.",
            $"Tillegget krev kontrakt {plugin}, og denne utgåva av Forløp taler {host}. Den som driftar Forløp, oppgraderer Forløp eller legg inn ei eldre utgåve av tillegget.")
        : Of(
            $"Tillegget taler kontrakt {plugin}, og denne utgaven av Forløp taler {host}. Den som har laget tillegget, gir ut en nyere utgave, og den som drifter Forløp, legger den inn.",
            $"Tillegget taler kontrakt {plugin}, og denne utgåva av Forløp taler {host}. Den som har laga tillegget, gir ut ei nyare utgåve, og den som driftar Forløp, legg ho inn.");

    public static LocalizedText NoWorker => Of(
        "Tillegget er et program som ikke følger med Forløp, og skal kjøre i en egen prosess, men Forløp vet ikke hvordan den startes. Den som drifter Forløp, starter det med «forlop serve».",
        "Tillegget er eit program som ikkje følgjer med Forløp, og skal køyre i ein eigen prosess, men Forløp veit ikkje korleis han blir starta. Den som driftar Forløp, startar det med «forlop serve».");

    public static LocalizedText Waiting(string id, string nb, string nn) => Of(
        $"Tillegget venter på godkjenning. Det ber om {nb}. Den som drifter Forløp, ser på det og godkjenner med «forlop plugin approve {id}».",
        $"Tillegget ventar på godkjenning. Det ber om {nn}. Den som driftar Forløp, ser på det og godkjenner med «forlop plugin approve {id}».");

    public static LocalizedText WaitingAgain(string id, string before, string now, string nb, string nn) => Of(
        $"Tillegget venter på ny godkjenning. Utgave {before} er godkjent, {now} er lagt inn og ber i tillegg om {nb}. Den som drifter Forløp, ser på forskjellen og godkjenner med «forlop plugin approve {id}».",
        $"Tillegget ventar på ny godkjenning. Utgåve {before} er godkjend, {now} er lagd inn og ber i tillegg om {nn}. Den som driftar Forløp, ser på skilnaden og godkjenner med «forlop plugin approve {id}».");

    public static LocalizedText Disabled(string id) => Of(
        $"Tillegget er slått av. Den som drifter Forløp, slår det på igjen med «forlop plugin enable {id}».",
        $"Tillegget er slått av. Den som driftar Forløp, slår det på att med «forlop plugin enable {id}».");

    public static LocalizedText Retired(string id) => Of(
        $"Fagsystemet bak tillegget er tatt ut for godt, og ingenting venter på det. Skal det tas i bruk igjen, gjør den som drifter Forløp det med «forlop plugin enable {id}».",
        $"Fagsystemet bak tillegget er teke ut for godt, og ingenting ventar på det. Skal det takast i bruk att, gjer den som driftar Forløp det med «forlop plugin enable {id}».");

    public static LocalizedText Lacks(string file) => Of(
        $"Tillegget har ikke sin egen {file}, og ville tatt den fra Forløp uten å vite hvilken utgave det er. Den som har laget tillegget, tar den med.",
        $"Tillegget har ikkje si eiga {file}, og ville teke ho frå Forløp utan å vite kva utgåve det er. Den som har laga tillegget, tek ho med.");

    public static LocalizedText Bundles(string file) => Of(
        $"Tillegget har med seg {file}, som bare Forløp skal ha. Den som har laget tillegget, tar filen bort; SDK-en gjør det når tillegget bygges.",
        $"Tillegget har med seg {file}, som berre Forløp skal ha. Den som har laga tillegget, tek fila bort; SDK-en gjer det når tillegget blir bygd.");

    public static LocalizedText NoEngine(string engine) => Of(
        $"Tillegget er data for «{engine}», som ikke kjører her. Den som drifter Forløp, legger inn «{engine}» eller retter feilen som er meldt for det.",
        $"Tillegget er data for «{engine}», som ikkje køyrer her. Den som driftar Forløp, legg inn «{engine}» eller rettar feilen som er meld for det.");

    public static LocalizedText WillNotLoad(string type, string error) => Of(
        $"Tillegget lar seg ikke starte: {type} ({error}). Den som har laget tillegget, ser etter om klassen er offentlig, har en konstruktør uten parametere og følger IPluginEndpoint.",
        $"Tillegget lèt seg ikkje starte: {type} ({error}). Den som har laga tillegget, ser etter om klassen er offentleg, har ein konstruktør utan parametrar og følgjer IPluginEndpoint.");

    public static LocalizedText NoAnswer(string call, string error) => Of(
        $"Tillegget svarte ikke på {call} ({error}). Den som har laget tillegget, retter det.",
        $"Tillegget svara ikkje på {call} ({error}). Den som har laga tillegget, rettar det.");

    public static LocalizedText SaysOtherwise(string what, string manifest, string plugin) => Of(
        $"plugin.json sier {what} «{manifest}», men tillegget selv sier «{plugin}». Den som har laget tillegget, gjør dem like.",
        $"plugin.json seier {what} «{manifest}», men tillegget sjølv seier «{plugin}». Den som har laga tillegget, gjer dei like.");

    public static LocalizedText Wrong(IReadOnlyList<(string Where, LocalizedText Message)> problems) => Of(
        string.Join('\n', problems.Select(problem => $"{problem.Where}: {problem.Message.Nb}")),
        string.Join('\n', problems.Select(problem => $"{problem.Where}: {problem.Message.Nn}")));

    public static LocalizedText NoRoutingPackage(string tenant) => Of(
        $"Ingen rutetabell er lagt inn for tjenesten «{tenant}», så Forløp kan ikke foreslå hvor barnet kan få hjelp. Den som drifter Forløp, legger inn en; til da velger saksbehandleren selv.",
        $"Inga rutetabell er lagd inn for tenesta «{tenant}», så Forløp kan ikkje foreslå kvar barnet kan få hjelp. Den som driftar Forløp, legg inn ei; til då vel saksbehandlaren sjølv.");

    public static LocalizedText RoutingLeftOut(string tenant, string plugin, LocalizedText why) => Of(
        $"Rutetabellen «{plugin}» for tjenesten «{tenant}» er ikke i bruk. {why.Nb}",
        $"Rutetabellen «{plugin}» for tenesta «{tenant}» er ikkje i bruk. {why.Nn}");

    public static LocalizedText NoCaseSystemPackage(string tenant) => Of(
        $"Ingen kobling til fagsystemet er lagt inn for tjenesten «{tenant}», så Forløp kan ikke spørre der. Den som drifter Forløp, legger inn en; til da ser saksbehandleren selv etter.",
        $"Inga kopling til fagsystemet er lagd inn for tenesta «{tenant}», så Forløp kan ikkje spørje der. Den som driftar Forløp, legg inn ei; til då ser saksbehandlaren sjølv etter.");

    public static LocalizedText CaseSystemLeftOut(string tenant, string plugin, LocalizedText why) => Of(
        $"Koblingen «{plugin}» til fagsystemet for tjenesten «{tenant}» er ikke i bruk. {why.Nb}",
        $"Koplinga «{plugin}» til fagsystemet for tenesta «{tenant}» er ikkje i bruk. {why.Nn}");

    public static LocalizedText NotProved => Of(
        "Det som svarte, kunne ikke vise at det er tillegget som ble startet. Den som har laget tillegget, følger PL-13 og PL-15 i kontrakten.",
        "Det som svara, kunne ikkje vise at det er tillegget som vart starta. Den som har laga tillegget, følgjer PL-13 og PL-15 i kontrakten.");

    private static LocalizedText Of(string nb, string nn) => new() { Nb = nb, Nn = nn };
}
