//! The closed sets of words of the design, section 1. One thing has one name, in code and on disk.
//!
//! The words on screen, in English and in French, are the interface's; here is only what is stored.

use serde::{Deserialize, Serialize};

/// Declares an enum whose stored words stand beside its variants.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? })+) => {$(
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        $(#[$doc])*
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order of the design.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value of a stored word.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}
pub(crate) use words;

words! {
    /// How a moment came into the journal.
    Origin { Live = "live", EnteredAfter = "entered_after", Imported = "imported", Cli = "cli" }

    /// Whether the client is there by choice or by obligation; of a service line.
    Relationship {
        Voluntary = "voluntary",
        InvoluntaryObligation = "involuntary_obligation",
        InvoluntaryRightsOfOthers = "involuntary_rights_of_others",
    }

    /// The client of a whole moment, derived from its lines.
    ClientRelationship { Voluntary = "voluntary", Involuntary = "involuntary", Mixed = "mixed" }

    /// The way of a whole moment, derived from who sent the client here and where they were sent on.
    Way {
        Straight = "straight",
        SentHere = "sent_here",
        SentOn = "sent_on",
        SentHereAndOn = "sent_here_and_on",
    }

    /// How a service line ended, from the most to the least favourable.
    Outcome {
        Served = "served",
        PartlyServed = "partly_served",
        Referred = "referred",
        TurnedAway = "turned_away",
        Left = "left",
    }

    /// When a client who left did so.
    Stage { BeforeGreeting = "before_greeting", DuringPreparation = "during_preparation", DuringService = "during_service" }

    /// A moment with service lines, or one counted enquiry without.
    MomentKind { Moment = "moment", QuickEnquiry = "quick_enquiry" }

    /// Mode of delivery.
    // Tauri's own runtime has a type of this name.
    #[serde(rename = "ModeOfDelivery")]
    Channel {
        InPerson = "in_person",
        Phone = "phone",
        Video = "video",
        MobileOutreach = "mobile_outreach",
        Written = "written",
    }

    /// Where a moment's times come from; only `live` enters time statistics.
    TimeSource { Live = "live", StartedLate = "started_late", EnteredAfter = "entered_after", Inaccurate = "inaccurate" }

    /// A wait told as a band.
    WaitBand { Under5 = "under_5", From5To15 = "5_to_15", From15To25 = "15_to_25", Over25 = "over_25", Unknown = "unknown" }

    /// Whether service was actively offered in both languages; it has no default.
    ActiveOffer { Yes = "yes", No = "no", NotRecorded = "not_recorded" }

    /// Who interpreted.
    Interpreter {
        None = "none",
        Staff = "staff",
        Professional = "professional",
        CompanionAdult = "companion_adult",
        CompanionMinor = "companion_minor",
    }

    /// Which contact for the same need.
    ContactNo { First = "1", Second = "2", ThirdOrMore = "3_or_more", Unknown = "unknown" }

    /// What stood in the client's way.
    Barrier {
        WrongOffice = "wrong_office",
        MissingDocument = "missing_document",
        NotEligible = "not_eligible",
        UnclearInformation = "unclear_information",
        Hours = "hours",
        Wait = "wait",
        Language = "language",
        DisabilityAccess = "disability_access",
        DigitalAccess = "digital_access",
        Cost = "cost",
        Distance = "distance",
        SystemDown = "system_down",
        Other = "other",
    }

    /// Level of government of an organization.
    Level {
        Federal = "federal",
        ProvincialTerritorial = "provincial_territorial",
        Municipal = "municipal",
        Indigenous = "indigenous",
        Other = "other",
    }

    /// How a client was sent on.
    ReferralKind {
        InformationOnly = "information_only",
        AppointmentMade = "appointment_made",
        WarmHandover = "warm_handover",
        DoneHereForThem = "done_here_for_them",
    }

    /// What became of an offer made unasked.
    OfferAnswer { Accepted = "accepted", NotNeeded = "not_needed", AlreadyHas = "already_has" }

    /// What happens in the client's life.
    LifeEvent {
        Birth = "birth",
        Death = "death",
        Move = "move",
        JobLoss = "job_loss",
        Arrival = "arrival",
        Retirement = "retirement",
        BusinessStart = "business_start",
        Disability = "disability",
        Other = "other",
    }

    /// Whose interest a decision protects.
    Interest {
        Safety = "safety",
        AnotherPerson = "another_person",
        PublicFunds = "public_funds",
        Environment = "environment",
        EqualTreatment = "equal_treatment",
        PrivacyOfOthers = "privacy_of_others",
        Other = "other",
    }

    /// What the client said about the service, unasked.
    Feedback { Complaint = "complaint", Compliment = "compliment", Suggestion = "suggestion" }

    /// What the client is here as; only implied by the service or said unasked.
    Standing {
        Citizen = "citizen",
        PotentialCitizen = "potential_citizen",
        ForeignBusiness = "foreign_business",
        ForeignProfessional = "foreign_professional",
        ForeignPersonal = "foreign_personal",
        Organization = "organization",
    }

    /// How a standing is known.
    StandingSource { ImpliedByService = "implied_by_service", SaidUnasked = "said_unasked" }

    /// Why staff withdrew an invitation.
    WithdrawReason {
        ClientGone = "client_gone",
        Safety = "safety",
        Language = "language",
        Disability = "disability",
        Other = "other",
    }

    /// State of a rating.
    RatingState {
        Rated = "rated",
        Declined = "declined",
        NoAnswer = "no_answer",
        NotInvited = "not_invited",
        Withdrawn = "withdrawn",
    }

    /// Where a rating comes from, in the order in which they count.
    RatingSource {
        ClientScreen = "client_screen",
        Paper = "paper",
        ToldStaff = "told_staff",
        StaffEstimate = "staff_estimate",
    }

    /// Who helped the client to answer.
    Assisted { No = "no", Companion = "companion", Interpreter = "interpreter", Staff = "staff" }

    /// A driver of satisfaction.
    Driver {
        Timeliness = "timeliness",
        Knowledge = "knowledge",
        Courtesy = "courtesy",
        Fairness = "fairness",
        Outcome = "outcome",
        EaseOfAccess = "ease_of_access",
        Information = "information",
        Language = "language",
    }

    /// The one question that changes from client to client.
    RotatedQuestion { Fairness = "fairness", Confidence = "confidence", Priority = "priority", NeedMet = "need_met" }

    /// Whether the need was met, as the client says.
    NeedMet { Yes = "yes", Partly = "partly", No = "no" }

    /// Where a case stands. The last three are ends; a case can be opened again.
    CaseStatus {
        Open = "open",
        WaitingForClient = "waiting_for_client",
        WaitingForOther = "waiting_for_other",
        Met = "met",
        NotMet = "not_met",
        Mistake = "mistake",
    }

    /// The last step of a case, as a client who lost the slip can tell it.
    CaseStep {
        Opened = "opened",
        Enquiry = "enquiry",
        Served = "served",
        PartlyServed = "partly_served",
        Referred = "referred",
        TurnedAway = "turned_away",
        Left = "left",
        WaitingForClient = "waiting_for_client",
        WaitingForOther = "waiting_for_other",
    }

    /// How long a case has been open, in days.
    AgeBand { UpTo7 = "0_to_7", From8To30 = "8_to_30", From31To90 = "31_to_90", Over90 = "over_90" }

    /// By what a trend is told apart; the fiscal year begins in April.
    TrendBy {
        Week = "week",
        Month = "month",
        FiscalQuarter = "fiscal_quarter",
        FiscalYear = "fiscal_year",
        Whole = "whole",
    }

    /// What opens a follow-up. The last one is of a whole day.
    FollowUpRule {
        Complaint = "complaint",
        RefusalWithoutRecourse = "refusal_without_recourse",
        ThirdContact = "third_contact",
        FlaggedNote = "flagged_note",
        LowRating = "low_rating",
        LowRatings = "low_ratings",
    }

    /// Where a follow-up stands. Nothing closes by itself, and what is closed can be opened again.
    FollowUpStatus { New = "new", Acknowledged = "acknowledged", Acted = "acted", Closed = "closed" }

    /// What made an office day unlike others.
    DayMark {
        SystemDown = "system_down",
        Storm = "storm",
        ShortStaffed = "short_staffed",
        PowerCut = "power_cut",
        /// Unusually many came.
        Crowd = "crowd",
        Other = "other",
    }

    /// Why a moment was voided.
    VoidReason { Mistake = "mistake", Duplicate = "duplicate", Test = "test", Undo = "undo", Other = "other" }

    /// What a staff member may do.
    Role { Counter = "counter", Supervisor = "supervisor", Administrator = "administrator" }

    /// A value that the app assumed, or that staff recorded.
    By { Default = "default", Staff = "staff" }

    /// Why a supervisor erased something.
    ErasureReason {
        Identifies = "identifies_a_person",
        Asked = "client_asked",
        Law = "law",
        OfOthers = "about_somebody_else",
        Mistake = "mistake",
        Other = "other",
    }

    /// What of a record a supervisor erased.
    ErasureScope {
        /// The note of a moment.
        Note = "note",
        /// What clients wrote themselves.
        Comments = "comments",
        /// All free text; of a moment, also that of the follow-ups that it opened.
        Texts = "texts",
        /// The whole record.
        Everything = "everything",
    }

    /// What is kept for the same time.
    KeptPart {
        /// Notes, reasons and comments of moments; what was to be done next, of closed cases.
        Texts = "texts",
        /// Moments and closed cases, whole; the words of closed follow-ups.
        Records = "records",
        /// Acts that are not records.
        Audit = "audit",
    }

    /// Who may read an entry.
    Audience { Office = "office", OfficeAndCentre = "office_and_centre" }
}

impl CaseStatus {
    /// Whether the need is still followed.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Open | Self::WaitingForClient | Self::WaitingForOther => true,
            Self::Met | Self::NotMet | Self::Mistake => false,
        }
    }
}

impl FollowUpRule {
    /// Whether it follows from a client's answer, which staff never see.
    pub const fn is_of_a_rating(self) -> bool {
        match self {
            Self::LowRating | Self::LowRatings => true,
            Self::Complaint | Self::RefusalWithoutRecourse | Self::ThirdContact | Self::FlaggedNote => false,
        }
    }
}

impl Relationship {
    /// The client's side of this line.
    pub const fn client(self) -> ClientRelationship {
        match self {
            Self::Voluntary => ClientRelationship::Voluntary,
            Self::InvoluntaryObligation | Self::InvoluntaryRightsOfOthers => ClientRelationship::Involuntary,
        }
    }
}

macro_rules! defaults {
    ($($name:ident = $variant:ident),+ $(,)?) => {$(
        impl Default for $name {
            fn default() -> Self { Self::$variant }
        }
    )+};
}

defaults! {
    Origin = Live, Relationship = Voluntary, Outcome = Served, MomentKind = Moment, Channel = InPerson,
    TimeSource = Live, WaitBand = Unknown, ActiveOffer = NotRecorded, Interpreter = None, ContactNo = Unknown,
    RatingState = NotInvited, RatingSource = ClientScreen, Assisted = No, By = Default, Level = Other,
    ReferralKind = InformationOnly, Standing = Organization, StandingSource = SaidUnasked, Audience = Office,
    CaseStatus = Open, FollowUpStatus = New,
}
