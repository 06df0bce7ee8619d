using System.Text;
using System.Text.RegularExpressions;
using Forlop.Contracts.V1;
using Forlop.Host.Settings;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Settings;

namespace Forlop.Host.Tests.Settings;

/// <summary>Settings files, good and bad, as somebody would write them.</summary>
public sealed class SettingsFileTests
{
    private const string Marks = "{}[]:,-\"'\n\t#&*!|>%@`?x0 ";

    public static TheoryData<string, string> Broken => new()
    {
        { "order: meeting_first\ntime_limit: {}\n", "2:1: \"time_limit\" is no key of settings. Did you mean \"time_limits\"?" },
        { "time_limits:\n  consideraton: { amount: 4 }\n", "2:3: \"consideraton\" is no key of time_limits. Did you mean \"consideration\"?" },
        { "time_limits: { answers: { GPP: { amount: 4 } } }\n", "1:27: \"GPP\" is no key of time_limits.answers. Did you mean \"GP\"?" },
        { "order: meeting_first\nupper_age: 23\norder: referral_first\n", "3:1: \"order\" stands here again; the first is in line 1." },
        { "order: meeting-first\n", "1:8: order is \"meeting-first\". Write meeting_first or referral_first. Did you mean \"meeting_first\"?" },
        { "upper_age: twenty\n", "1:12: upper_age is \"twenty\". Write a whole number from 18 to 25 (years), without quotes." },
        { "upper_age: 21\n", "1:12: upper_age is \"21\". Write 18 or 23 or 25: at no other age is anybody asked." },
        { "upper_age: \"23\"\n", "1:12: upper_age is \"23\" in quotes." },
        { "upper_age: [23]\n", "1:12: upper_age is a list." },
        { "assumes_receipt: yes\n", "1:18: assumes_receipt is \"yes\". Write true or false, without quotes." },
        { "time_limits: { answer: { amount: 0 } }\n", "1:34: time_limits.answer.amount is \"0\". Write a whole number from 1 to 250 (working_days)" },
        { "time_limits: { report: { amount: 105 } }\n", "1:34: time_limits.report.amount is \"105\". Write a whole number from 1 to 104 (weeks)" },
        { "time_limits: { report: { amount: -1 } }\n", "1:34: time_limits.report.amount is \"-1\"." },
        { "time_limits: { report: 6 }\n", "1:24: time_limits.report is \"6\". Write \"report:\" and its keys below" },
        { "time_limits: { report: { unit: days } }\n", "1:32: A unit stands here without its amount." },
        { "time_limits: { report: { amount: 3, unit: mnths } }\n", "1:43: time_limits.report.unit is \"mnths\"." },
        { "time_limits: { answer: { amount: 5, day_off: previous } }\n", "1:46: A count of working days always ends on one. Leave day_off out." },
        { "time_limits: { answer: { amount: 5, basis: national } }\n", "1:37: \"basis\" is no key of time_limits.answer." },
        { "time_limits: { answers: { CHILD_MENTAL_HEALTH_SPECIALIST: { amount: 5 } } }\n", "1:59: The answer of BUP has a key of its own. Write it as time_limits.answer_bup." },
        { "working_days: { saturday: true }\n", "1:17: \"saturday\" is no key of working_days. Did you mean \"saturdays\"?" },
        { "agreements:\n  - { name: Avtale, with: BUP, valid_until: 2027-02-29 }\n", "2:45: agreements[1].valid_until is \"2027-02-29\". Write a day that the calendar has, as YYYY-MM-DD." },
        { "agreements:\n  - { name: Avtale, valid_until: 2027-02-28 }\n", "2:5: agreements[1].with is missing." },
        { "institutions:\n  - { id: fjordgard, health_trust: HF, liaison_office: Kari Nordmann }\n", "2:56: institutions[1].liaison_office is something that is not repeated here. Write the key of an office" },
        { "institutions:\n  - { id: a, health_trust: HF }\n  - { id: a, health_trust: HF }\n", "3:11: institutions[2].id is \"a\". An institution above has it already." },
        { "local_names: { GP: 01020312345 }\n", "1:20: local_names.GP is something that is not repeated here." },
        { "service: { kommunenummer: \"9901\" }\n", "1:10: service.kind is missing." },
        { "service: { kind: municipality, kommunenummer: 301 }\n", "1:47: service.kommunenummer is \"301\". Write four digits" },
        { "service: { kind: municipality, kommunenummer: [\"9901\", \"9902\"] }\n", "1:47: A service of kind municipality has one kommunenummer." },
        { "service: { kind: intermunicipal, kommunenummer: [\"9901\"] }\n", "1:49: An intermunicipal service has at least two kommunenummer." },
        { "service: { kind: district, kommunenummer: \"9901\" }\n", "1:10: service.district is missing." },
        { "service: { kind: municipality, kommunenummer: \"9901\", district: \"01\" }\n", "1:65: Only a service of kind district has a district." },
        { "task_link: https://a.example/{name}\n", "1:12: task_link has the placeholder \"name\". Known are pathway_id" },
        { "task_link: https://a.example/{pathway_id\n", "1:12: task_link has a brace without its other half." },
        { "task_link: ftp://a.example/{pathway_id}\n", "1:12: task_link is no address that a browser opens." },
        { "task_link: https://user:pass@a.example/\n", "1:12: task_link is no address that a browser opens." },
        { "order: *later\n", "1:8: An alias (*) stands here." },
        { "order: &here meeting_first\n", "1:8: An anchor (&) stands here." },
        { "order: !!str meeting_first\n", "1:8: A tag (!) stands here." },
        { "order: meeting_first\n---\norder: meeting_first\n", "2:1: A second document begins here." },
        { "- order\n", "1:1: The file is no group of keys." },
        { "order: [meeting_first\nupper_age: 23\n", "This is no YAML." },
        { "order: meeting_first\n  upper_age: 23\n", "This is no YAML." },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_is_wrong_is_said_with_its_place_what_stood_there_and_the_cure(string text, string sentence)
    {
        var (_, problems) = Read(text);

        Assert.Contains(problems, problem => problem.Contains(sentence, StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.Matches(@"^havnes\.yaml:[0-9]+:[0-9]+: ", problem));
    }

    [Fact]
    public void All_that_is_wrong_with_a_file_is_said_at_once_in_its_order()
    {
        var (_, problems) = Read("upper_age: 99\norder: sometimes\ntime_limits:\n  answer: { amount: 0, uniit: weeks }\nchilds_no: weighed\nchilds_no: weighed\n");

        Assert.Equal([1, 2, 4, 4, 6], problems.Select(problem => int.Parse(problem.Split(':')[1])));
    }

    [Theory]
    [InlineData("upper_age: Kari Nordmann\n")]
    [InlineData("Kari Nordmann: 1\n")]
    [InlineData("institutions: [Kari Nordmann]\n")]
    [InlineData("agreements: Kari Nordmann\n")]
    [InlineData("task_link: Kari Nordmann 01020312345\n")]
    [InlineData("upper_age: 01020312345\n")]
    [InlineData("order: { Kari Nordmann: 01020312345 }\n")]
    public void No_error_repeats_what_could_be_somebody(string text)
    {
        var problems = string.Join('\n', Read(text).Problems);

        Assert.NotEmpty(problems);
        Assert.DoesNotContain("Nordmann", problems, StringComparison.Ordinal);
        Assert.DoesNotContain("010203", problems, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a remark\n")]
    [InlineData("\uFEFForder: meeting_first\n")]
    public void A_file_that_says_nothing_new_is_the_defaults(string text)
    {
        var (settings, problems) = Read(text);

        Assert.Empty(problems);
        Assert.Equal(SettingsText.Canonical(ServiceSettings.Default), SettingsText.Canonical(settings));
    }

    [Fact]
    public void Bytes_that_are_no_text_and_brackets_without_end_are_refused()
    {
        var problems = new SettingsProblems("havnes.yaml");
        SettingsReader.Read([0x6f, 0xff, 0xfe], problems);
        Assert.Contains("not UTF-8", Assert.Single(problems.Sentences), StringComparison.Ordinal);
        Assert.NotEmpty(Read("order: " + new string('[', 20_000)).Problems);
        Assert.NotEmpty(Read("order: " + new string('[', 50) + new string(']', 50)).Problems);
    }

    // Whatever somebody's editor made of a file: problems, and never an exception.
    [Fact]
    public void A_damaged_file_is_always_answered_with_problems_or_settings()
    {
        var example = Example();
        var random = new Random(20260112);
        for (var n = 0; n < 3_000; n++)
        {
            var damaged = new StringBuilder(example);
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                var at = random.Next(damaged.Length);
                _ = random.Next(3) switch
                {
                    0 => damaged.Remove(at, Math.Min(random.Next(1, 20), damaged.Length - at)),
                    1 => damaged.Insert(at, Marks[random.Next(Marks.Length)]),
                    _ => damaged.Insert(at, example.AsSpan(0, random.Next(40))),
                };
            }

            var (settings, problems) = Read(damaged.ToString());
            Assert.True(problems.Count > 0 || SettingsText.Canonical(settings).Length > 0);
        }
    }

    [Fact]
    public void The_example_in_the_documentation_reads_and_names_every_key()
    {
        var document = File.ReadAllText(RepositoryFolder.Combine("host", "SETTINGS.md"));
        var example = Example();
        var (settings, problems) = Read(example);

        Assert.Empty(problems);
        var dates = settings.Dates;
        Assert.Equal((ServiceKind.District, "990103", false), (settings.Area!.Kind, settings.Area.District, dates.Calendar.ChristmasEve));
        Assert.Equal((PathwayOrder.ReferralFirst, true, 25), (settings.Order, settings.LeaderDecidesNotStart, settings.UpperAge));
        Assert.Equal("answer-gp-7wd.no24.no31", dates.AnswerOf(HealthInstanceType.Gp).Id);
        Assert.Equal("clarification-meeting-3w.previous.no24.no31", dates.ClarificationMeeting.Id);
        Assert.Equal("Familiehuset", settings.LocalNames[HealthInstanceType.MunicipalMentalHealth]);
        Assert.Equal(("BUP Havnes", "2027-06-30"), (settings.Agreements[0].With, Day.Format(settings.Agreements[0].ValidUntil)));
        Assert.Equal("barnevernsansvarlig-fjord", Assert.Single(settings.Institutions).LiaisonOffice);
        Assert.All(Keys(SettingsText.Canonical(settings)).Except(["basis"]), key => Assert.Contains($"{key}:", example, StringComparison.Ordinal));
        Assert.All(DeadlineSlot.All, slot => Assert.Contains($"| `{slot.Key}` | {Said(slot.Of(DeadlineRules.Default))} |", document, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_written_out_in_full_reads_back_as_the_same_in_the_log_and_in_a_file()
    {
        var (settings, _) = Read("service: { kind: district, kommunenummer: \"9901\", district: \"02\" }\nworking_days: { saturdays: true }\ntime_limits: { answers: { GP: { amount: 1, unit: months, day_off: unchanged } } }\nlocal_names: { GP: 'Lege \"Å\" \\ ø' }\nagreements: [{ name: a, with: b, valid_until: 2027-01-01 }]\ninstitutions: [{ id: i, health_trust: h }]\ntask_link: \"http://a.example/{subject_id}\"\n");
        var canonical = SettingsText.Canonical(settings);
        var problems = new SettingsProblems("log");

        var stored = SettingsReader.Read(Encoding.UTF8.GetBytes(canonical), problems, stored: true);
        var (shown, others) = Read(SettingsText.Readable(settings));

        Assert.Empty(problems.Sentences.Concat(others));
        Assert.Equal([canonical, canonical], [SettingsText.Canonical(stored), SettingsText.Canonical(shown)]);
        Assert.Equal("Lege \"Å\" \\ ø", stored.LocalNames[HealthInstanceType.Gp]);
    }

    [Theory]
    [InlineData("", DeadlineBasis.National)]
    [InlineData("time_limits: { answer_bup: { amount: 10, unit: working_days } }", DeadlineBasis.National)]
    [InlineData("time_limits: { answer_bup: { amount: 8 } }", DeadlineBasis.Local)]
    [InlineData("time_limits: { answer_bup: { amount: 2, unit: weeks } }", DeadlineBasis.Local)]
    [InlineData("working_days: { saturdays: true }", DeadlineBasis.Local)]
    public void A_national_limit_that_is_changed_in_anything_is_local(string text, DeadlineBasis basis) =>
        Assert.Equal(basis, Read(text).Settings.Dates.AnswerOf(HealthInstanceType.ChildMentalHealthSpecialist).Basis);

    private static (ServiceSettings Settings, List<string> Problems) Read(string text)
    {
        var problems = new SettingsProblems("havnes.yaml");
        var settings = SettingsReader.Read(Encoding.UTF8.GetBytes(text), problems);
        return (settings, [.. problems.Sentences]);
    }

    private static string Example() => Regex.Match(
        File.ReadAllText(RepositoryFolder.Combine("host", "SETTINGS.md")), "```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline, TimeSpan.FromSeconds(5)).Groups["yaml"].Value;

    private static IEnumerable<string> Keys(string yaml) => Regex.Matches(yaml, "(?<key>[A-Za-z_]+): ", RegexOptions.None, TimeSpan.FromSeconds(5)).Select(found => found.Groups["key"].Value).Distinct();

    private static string Said(DeadlineRule rule) => $"{rule.Amount} {SettingsCodes.Of(rule.Unit).Replace('_', ' ')}";
}
