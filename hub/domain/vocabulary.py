"""The closed vocabularies of the contract that are needed outside the schema.

In: nothing. Out: one `StrEnum` an enum of `schema.graphql`, with the contract's own names; a value
is its own name. Refused: a word outside a vocabulary raises ValueError. Violations stand in
`hub.domain.violations`.
"""

from __future__ import annotations

from enum import StrEnum


class Family(StrEnum):
    """Groups of coordinates that policy treats alike."""

    META = "META"
    PUBLIC = "PUBLIC"
    PUBLISHED = "PUBLISHED"
    CONTACT = "CONTACT"
    IDNUMBER = "IDNUMBER"
    OWNERSHIP = "OWNERSHIP"
    PAYMENTS = "PAYMENTS"
    REVENUE = "REVENUE"
    CARDS = "CARDS"
    CUSTODYSTATUS = "CUSTODYSTATUS"
    CUSTODYNEED = "CUSTODYNEED"
    CUSTODYSUM = "CUSTODYSUM"
    ACCOUNTS = "ACCOUNTS"
    GUARANTEES = "GUARANTEES"
    RISKDETAIL = "RISKDETAIL"
    CREDIT = "CREDIT"
    COMPLAINTCOUNT = "COMPLAINTCOUNT"
    COMPLAINTS = "COMPLAINTS"
    COMPLAINTTEXT = "COMPLAINTTEXT"
    ENFORCEMENT = "ENFORCEMENT"
    CLUES = "CLUES"
    REFERRALS = "REFERRALS"
    CASES = "CASES"
    LEDGER = "LEDGER"
    ACCESSLOG = "ACCESSLOG"
    INTAKE = "INTAKE"
    FEED = "FEED"
    STATISTICS = "STATISTICS"
    EVALUATION = "EVALUATION"
    HISTORY = "HISTORY"


class PartyKind(StrEnum):
    """The nineteen kinds of party; also the names of their basic roles."""

    CITY_COMMERCE = "CITY_COMMERCE"
    DISTRICT_COMMERCE = "DISTRICT_COMMERCE"
    INDUSTRY_REGULATOR = "INDUSTRY_REGULATOR"
    ENFORCEMENT = "ENFORCEMENT"
    FINANCIAL_REGULATOR = "FINANCIAL_REGULATOR"
    POLICE = "POLICE"
    PROCURATORATE = "PROCURATORATE"
    COURT = "COURT"
    ASSOCIATION = "ASSOCIATION"
    BASE_PLATFORM = "BASE_PLATFORM"
    CONSUMER_COUNCIL = "CONSUMER_COUNCIL"
    HOTLINE = "HOTLINE"
    BANK = "BANK"
    INSURER = "INSURER"
    DATA_CENTER = "DATA_CENTER"
    MERCHANT = "MERCHANT"
    PUBLIC = "PUBLIC"
    AUDITOR = "AUDITOR"
    STEWARD = "STEWARD"


class BatchStatus(StrEnum):
    """How a batch ended."""

    ACCEPTED = "ACCEPTED"
    PARTIAL = "PARTIAL"
    REFUSED = "REFUSED"


class MerchantKind(StrEnum):
    """企业 or 个体工商户 (IM-2019 Art. 3(1))."""

    ENTERPRISE = "ENTERPRISE"
    INDIVIDUAL_BUSINESS = "INDIVIDUAL_BUSINESS"


class OperatingStatus(StrEnum):
    """Whether the merchant does business."""

    UNKNOWN = "UNKNOWN"
    OPERATING = "OPERATING"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"
    UNREACHABLE = "UNREACHABLE"


class IssuerStatus(StrEnum):
    """Whether it issues cards; only CONFIRMED owes a link and REPORTED is never public."""

    NOT_KNOWN = "NOT_KNOWN"
    REPORTED = "REPORTED"
    CONFIRMED = "CONFIRMED"
    CEASED = "CEASED"


class LinkStatus(StrEnum):
    """信息对接 (REG Art. 10)."""

    UNLINKED = "UNLINKED"
    LINKED = "LINKED"
    NOT_REQUIRED = "NOT_REQUIRED"
    DELINKING = "DELINKING"
    DELINKED = "DELINKED"


class OutletStatus(StrEnum):
    """Whether a 门店 is open."""

    UNKNOWN = "UNKNOWN"
    OPEN = "OPEN"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"
    UNREACHABLE = "UNREACHABLE"


class PaymentKind(StrEnum):
    """Taxes, housing fund and utilities (PLAN 总体要求(一))."""

    TAX = "TAX"
    HOUSING_FUND = "HOUSING_FUND"
    WATER = "WATER"
    ELECTRICITY = "ELECTRICITY"
    GAS = "GAS"


class FilingKind(StrEnum):
    """REG Art. 12(2) and PLAN 信用监管四."""

    QUARTERLY = "QUARTERLY"
    MONTHLY_OPERATING = "MONTHLY_OPERATING"
    HALF_YEAR_STATEMENT = "HALF_YEAR_STATEMENT"


class InstitutionKind(StrEnum):
    """Custody bank or guarantee insurer."""

    BANK = "BANK"
    INSURER = "INSURER"


class GuaranteeKind(StrEnum):
    """What may offset custody money (IM-2019 Art. 10)."""

    PERFORMANCE_GUARANTEE_INSURANCE = "PERFORMANCE_GUARANTEE_INSURANCE"
    BANK_GUARANTEE = "BANK_GUARANTEE"
    OTHER = "OTHER"


class WarningStandard(StrEnum):
    """风险警示标准 that the balance exceeds (IM-2019 Art. 11)."""

    NONE = "NONE"
    GENERAL = "GENERAL"
    SPECIAL = "SPECIAL"
    FULL = "FULL"


class CustodyVerdict(StrEnum):
    """Whether the measures suffice."""

    UNKNOWN = "UNKNOWN"
    UNVERIFIED = "UNVERIFIED"
    SHORTFALL = "SHORTFALL"
    COMPLIANT = "COMPLIANT"


class RiskCode(StrEnum):
    """绿黄红黑码 (PLAN 信用监管三)."""

    GREEN = "GREEN"
    YELLOW = "YELLOW"
    RED = "RED"
    BLACK = "BLACK"


class ComplianceLight(StrEnum):
    """绿黄红灯 (PLAN 智能监管二)."""

    GREEN = "GREEN"
    YELLOW = "YELLOW"
    RED = "RED"


class ListingKind(StrEnum):
    """Four lists of different makers (C-12); only the first makes a black code."""

    SERIOUS_DISHONESTY = "SERIOUS_DISHONESTY"
    SERIOUS_ILLEGALITY = "SERIOUS_ILLEGALITY"
    JUDGMENT_DEFAULTER = "JUDGMENT_DEFAULTER"
    ABNORMAL_OPERATION = "ABNORMAL_OPERATION"


class ListingGround(StrEnum):
    """REG Art. 25(2)."""

    CLOSED_WITHOUT_ARRANGEMENT = "CLOSED_WITHOUT_ARRANGEMENT"
    TWO_PENALTIES = "TWO_PENALTIES"
    CRIMINAL_CONVICTION = "CRIMINAL_CONVICTION"
    OTHER = "OTHER"


class RatingGrade(StrEnum):
    """The association's A to E (REG Art. 20); never a code."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


class ObjectionStatus(StrEnum):
    """CREDIT Art. 36."""

    OPEN = "OPEN"
    MARKED = "MARKED"
    FORWARDED = "FORWARDED"
    UPHELD = "UPHELD"
    REJECTED = "REJECTED"


class ComplaintStatus(StrEnum):
    """Where a ticket stands."""

    RECEIVED = "RECEIVED"
    ACCEPTED = "ACCEPTED"
    MEDIATING = "MEDIATING"
    RESOLVED = "RESOLVED"
    FAILED = "FAILED"
    REFUSED = "REFUSED"


class RectificationStatus(StrEnum):
    """Where an order to correct stands."""

    OPEN = "OPEN"
    EXTENDED = "EXTENDED"
    CORRECTED = "CORRECTED"
    OVERDUE = "OVERDUE"
    REFUSED = "REFUSED"


class InspectionResult(StrEnum):
    """What an inspection found."""

    NO_PROBLEM = "NO_PROBLEM"
    PROBLEM_FOUND = "PROBLEM_FOUND"
    NOT_REACHABLE = "NOT_REACHABLE"
    REFUSED = "REFUSED"


class ClueStatus(StrEnum):
    """线索告知 (CLUE-2019)."""

    DRAFTED = "DRAFTED"
    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
    FILED = "FILED"
    NOT_FILED = "NOT_FILED"
    DECIDED = "DECIDED"


class SuspectedCrime(StrEnum):
    """REG Art. 27; PLAN 协同监管二."""

    ILLEGAL_DEPOSIT_TAKING = "ILLEGAL_DEPOSIT_TAKING"
    FUNDRAISING_FRAUD = "FUNDRAISING_FRAUD"
    MONEY_LAUNDERING = "MONEY_LAUNDERING"
    MISAPPROPRIATION_OF_FUNDS = "MISAPPROPRIATION_OF_FUNDS"
    OTHER = "OTHER"


class ReferralStatus(StrEnum):
    """TRANSFER Arts. 5-9."""

    REPORTED = "REPORTED"
    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    PASSED_ON = "PASSED_ON"
    FILED = "FILED"
    NOT_FILED = "NOT_FILED"
    RETURNED = "RETURNED"


class CaseAccessStatus(StrEnum):
    """The life of a case lease."""

    REQUESTED = "REQUESTED"
    RETURNED = "RETURNED"
    OPEN = "OPEN"
    ENDED = "ENDED"
    EXPIRED = "EXPIRED"


class AccessOutcome(StrEnum):
    """How a read ended."""

    ANSWERED = "ANSWERED"
    REFUSED = "REFUSED"
    FAILED = "FAILED"


class Dimension(StrEnum):
    """What statistics are grouped by (PLAN 智能监管三)."""

    DISTRICT = "DISTRICT"
    INDUSTRY = "INDUSTRY"
    SYSTEM = "SYSTEM"
    CUSTODY_METHOD = "CUSTODY_METHOD"
    ISSUE_PERIOD = "ISSUE_PERIOD"
    ISSUER = "ISSUER"
    RISK_CODE = "RISK_CODE"
    LIGHT = "LIGHT"
    LINK_STATUS = "LINK_STATUS"
    COMPLAINT_CATEGORY = "COMPLAINT_CATEGORY"


class Grain(StrEnum):
    """The step of a series."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"


class AnomalySubject(StrEnum):
    """Whose own history an anomaly is judged by."""

    DISTRICT = "DISTRICT"
    INDUSTRY = "INDUSTRY"
    SYSTEM = "SYSTEM"
    MERCHANT = "MERCHANT"


class ChangeKind(StrEnum):
    """What the feed says of a node."""

    APPEARED = "APPEARED"
    CHANGED = "CHANGED"
    CORRECTED = "CORRECTED"
    NO_LONGER_VISIBLE = "NO_LONGER_VISIBLE"


class UserErrorCode(StrEnum):
    """Typed errors of mutations."""

    NOT_FOUND = "NOT_FOUND"
    NOT_ALLOWED = "NOT_ALLOWED"
    INVALID = "INVALID"
    CONFLICT = "CONFLICT"
    WRONG_STATE = "WRONG_STATE"
    TOO_LATE = "TOO_LATE"
    INCOMPLETE = "INCOMPLETE"


class CaseAccessOutcome(StrEnum):
    """What the steward decides on a request."""

    OPENED = "OPENED"
    RETURNED = "RETURNED"
