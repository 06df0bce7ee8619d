using Forlop.Contracts.V1;

namespace Forlop.Host.Demo;

/// <summary>The story's longer requests. Child, places and offices are invented.</summary>
internal static class DemoRequests
{
    public static OpenPathwayRequest Open() => new()
    {
        RequestId = Guid.CreateVersion7().ToString(),
        ChildReference = "havnes-4711",
        Trigger = ConsiderationTrigger.Investigation,
        OccurredOn = "2026-01-12",
        Source = Source.CaseSystem,
        Circumstances = new Circumstances
        {
            BirthOn = "2018-05-03",
            CareBasis = CareBasis.Parents,
            PlacementKind = PlacementKind.Home,
            ResponsibleKommunenummer = "9901",
            ResidentKommunenummer = "9901",
            GpOfficeId = "gp-brygga",
            SchoolId = "brygga-skole",
            ProtectionGrade = ProtectionGrade.Ungraded,
            ConsentHolders =
            {
                new ConsentHolder { HolderId = "mor", Role = ConsentHolderRole.Parent },
                new ConsentHolder { HolderId = "far", Role = ConsentHolderRole.Parent },
            },
        },
    };

    public static RecordConsentRequest Consent(string holder)
    {
        var request = new RecordConsentRequest
        {
            HolderId = holder,
            Direction = DisclosureDirection.Both,
            Form = ConsentForm.Written,
            DocumentReference = $"journal/2026/samtykke-{holder}",
        };
        request.Purposes.AddRange([ConsentPurpose.Participation, ConsentPurpose.InformationSharing]);
        request.Recipients.AddRange([HealthInstanceType.Gp, HealthInstanceType.PublicDental, HealthInstanceType.SchoolHealth]);
        return request;
    }
}
