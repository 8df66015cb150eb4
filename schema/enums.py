"""The closed word lists that several domains share.

In: nothing. Out: one enum a word list; each member's value is its description. Refused: nothing.
Enums may grow; the names are those of the contract.
"""

from __future__ import annotations

from enum import Enum

from schema.planned import described


@described("A group of coordinates that policy treats alike. 数据族")
class Family(Enum):
    META = "Names, codes and links that carry no fact; everyone. 元信息"
    PUBLIC = "What any citizen may look up (REG Art. 16). 公开信息"
    PUBLISHED = "Penalties, lists, ratings and warnings while published. 已公示信息"
    CONTACT = "Address, legal representative and phone in full. 联系信息"
    IDNUMBER = "The legal representative's identity number. 证件号码"
    OWNERSHIP = "Shareholders. 股东信息"
    PAYMENTS = "Tax, housing fund, water, electricity, gas. 税费缴纳"
    REVENUE = "Yearly revenue and filings. 营业收入与申报"
    CARDS = "T+1 card reports and how well they come. 预收资金报送"
    CUSTODYSTATUS = "Whether custody measures exist and suffice; no amount. 存管状态"
    CUSTODYNEED = "What must be held, what is short, by when. 应存管金额"
    CUSTODYSUM = "Balance, ratio, cover and what is held. 存管明细"
    ACCOUNTS = "Custody accounts and their balances. 存管账户"
    GUARANTEES = "Insurance and guarantees. 履约保证保险与保函"
    RISKDETAIL = "The compliance light and the reasons behind a code. 风险详情"
    CREDIT = "Lists, equity freezes and objections in every state. 信用信息"
    COMPLAINTCOUNT = "Numbers of complaints. 投诉统计"
    COMPLAINTS = "Complaint tickets without their text. 投诉记录"
    COMPLAINTTEXT = "What a complaint says and its result. 投诉内容"
    ENFORCEMENT = "Orders, inspections, draws, penalties in every state. 执法信息"
    CLUES = "Clue notifications. 线索告知"
    REFERRALS = "Referrals of suspected crimes; never the merchant. 涉嫌犯罪移送"
    CASES = "Case accesses and evidence packages. 案件调取"
    LEDGER = "Who looked at a merchant, for that merchant. 查询台账"
    ACCESSLOG = "The record of all reading, without the values read. 访问日志"
    INTAKE = "Sources, batches and quarantine. 数据归集"
    FEED = "The change feed. 变更推送"
    STATISTICS = "Aggregates and anomalies. 统计分析"
    EVALUATION = "The yearly evaluation of banks and insurers. 机构评估"
    HISTORY = "Values of a past moment of knowledge: every asOf. 历史版本"


@described("The nineteen kinds of parties of co-governance. 参与方类型")
class PartyKind(Enum):
    CITY_COMMERCE = "The city commerce commission. 市商务委"
    DISTRICT_COMMERCE = "A district's commerce department. 区商务主管部门"
    INDUSTRY_REGULATOR = "The regulator of a trade (REG Art. 5). 行业主管部门"
    ENFORCEMENT = "A body with power to penalise (REG Art. 21). 执法部门"
    FINANCIAL_REGULATOR = "The financial regulator. 金融监管部门"
    POLICE = "The police. 公安机关"
    PROCURATORATE = "The procuratorate. 检察机关"
    COURT = "A court. 人民法院"
    ASSOCIATION = "An industry association (REG Art. 20). 行业协会"
    BASE_PLATFORM = "The operator of the public base service platform. 公共基础服务平台"
    CONSUMER_COUNCIL = "The consumer council (REG Art. 19). 消费者权益保护委员会"
    HOTLINE = "The citizens' hotline 12345. 市民服务热线"
    BANK = "A bank that holds custody accounts. 存管银行"
    INSURER = "An insurer that issues performance guarantees. 保险公司"
    DATA_CENTER = "The city's big-data centre. 大数据中心"
    MERCHANT = "A merchant, about itself. 发卡经营者"
    PUBLIC = "Any citizen, without a token. 社会公众"
    AUDITOR = "Who audits the reading. 审计员"
    STEWARD = "Who keeps the hub's register and policy. 管理员"


@described("What became of a batch. 批次结果")
class BatchStatus(Enum):
    ACCEPTED = "Every row was taken or known. 全部接收"
    PARTIAL = "Some rows wait in quarantine. 部分接收"
    REFUSED = "Nothing was taken. 全部拒收"


@described("The legal form of a merchant. 经营者类型")
class MerchantKind(Enum):
    ENTERPRISE = "An enterprise, credit code 91. 企业"
    INDIVIDUAL_BUSINESS = "An individual business, credit code 92. 个体工商户"


@described("Whether a merchant is in business. 经营状态")
class OperatingStatus(Enum):
    UNKNOWN = "Nobody said. 未知"
    OPERATING = "In business. 营业"
    SUSPENDED = "Paused. 停业"
    CLOSED = "Closed. 歇业"
    UNREACHABLE = "Cannot be reached at its address or by phone. 失联"


@described(
    "Whether a merchant issues cards. REPORTED is never public; only CONFIRMED issuers owe a link. "
    "发卡状态"
)
class IssuerStatus(Enum):
    NOT_KNOWN = "Nobody said that it issues cards. 未知"
    REPORTED = "Somebody said so; not confirmed, not public. 被反映发卡"
    CONFIRMED = "Proven by a link, report, account or guarantee. 确认发卡"
    CEASED = "It issued cards once and has stopped. 已停止发卡"


@described("Where a merchant stands with its link to the platform (REG Art. 10). 信息对接状态")
class LinkStatus(Enum):
    UNLINKED = "Not linked. 未对接"
    LINKED = "Linked. 已对接"
    NOT_REQUIRED = "It need not link. 无需对接"
    DELINKING = "Its notice of leaving runs. 注销公示中"
    DELINKED = "It has left. 已注销对接"


@described("Whether an outlet is open. 门店状态")
class OutletStatus(Enum):
    UNKNOWN = "No source has told. 未知"
    OPEN = "Open for business. 营业"
    SUSPENDED = "Paused for a time. 暂停营业"
    CLOSED = "Closed for good. 关闭"
    UNREACHABLE = "Nobody answers there. 无法联系"


@described("What a payment is for. 缴费种类")
class PaymentKind(Enum):
    TAX = "Taxes. 税款"
    HOUSING_FUND = "The housing fund. 住房公积金"
    WATER = "Water. 水费"
    ELECTRICITY = "Electricity. 电费"
    GAS = "Gas. 燃气费"


@described("Which duty a filing fulfils. 申报种类")
class FilingKind(Enum):
    QUARTERLY = "Each quarter, by the 25th of the next month (REG Art. 12). 季度申报"
    MONTHLY_OPERATING = "Each month while seriously dishonest (PLAN). 月度经营报告"
    HALF_YEAR_STATEMENT = "Each half-year while seriously dishonest (PLAN). 半年度财务报告"


@described("Which of the two kinds of institutions. 机构类型")
class InstitutionKind(Enum):
    BANK = "A custody bank. 银行"
    INSURER = "An insurance company. 保险公司"


@described("What stands in for cash in custody (REG Art. 15). 担保种类")
class GuaranteeKind(Enum):
    PERFORMANCE_GUARANTEE_INSURANCE = "Performance-guarantee insurance. 履约保证保险"
    BANK_GUARANTEE = "A bank's letter of guarantee. 银行保函"
    OTHER = "Another measure. 其他方式"


@described("Which risk-warning standard the balance exceeds (IM Art. 11). 风险警示标准")
class WarningStandard(Enum):
    NONE = "The balance exceeds none: no custody is due. 未超标准"
    GENERAL = "Above 200,000 yuan: 40 per cent of the balance. 一般标准"
    SPECIAL = "Above a fifth of last year's revenue or 50 million: all of it. 特别标准"
    FULL = "Under a year old, mall-type or seriously dishonest: all of it. 全额存管"


@described(
    "Whether custody suffices. UNKNOWN: not linked. Else COMPLIANT when no cash is due; UNVERIFIED "
    "when the bank said nothing; SHORTFALL when held < cashDue; else COMPLIANT. 存管结论"
)
class CustodyVerdict(Enum):
    UNKNOWN = "Not linked, so nobody can tell. 未知"
    UNVERIFIED = "Cash is due and the bank has not reported. 待核实"
    SHORTFALL = "Less is held than is due. 存管不足"
    COMPLIANT = "Enough is held, or none is due. 合规"


@described("The public code of a merchant (PLAN). 风险码")
class RiskCode(Enum):
    GREEN = "No violation. 绿码"
    YELLOW = "An early warning stands. 黄码"
    RED = "A risk warning stands. 红码"
    BLACK = "Listed as seriously dishonest. 黑码"


@described("The regulators' light, graded by legality (PLAN). 合规灯")
class ComplianceLight(Enum):
    GREEN = "No order stands. 绿灯"
    YELLOW = "An order stands and its period runs. 黄灯"
    RED = "An order was not obeyed in time. 红灯"


@described("Which list; three makers, never merged. 名单种类")
class ListingKind(Enum):
    SERIOUS_DISHONESTY = "Serious dishonesty (REG Art. 25); the only black code. 严重失信主体名单"
    SERIOUS_ILLEGALITY = "The market regulator's list. 严重违法失信名单"
    JUDGMENT_DEFAULTER = "The courts' list of judgment defaulters. 失信被执行人"
    ABNORMAL_OPERATION = "The catalogue of abnormal operation. 经营异常名录"


@described("Why a merchant is listed (REG Art. 25). 列入事由")
class ListingGround(Enum):
    CLOSED_WITHOUT_ARRANGEMENT = (
        "Closed or moved, nothing arranged, and unreachable. 停业歇业未妥善安排且失联"
    )
    TWO_PENALTIES = "Two penalties or more within a year. 一年内两次以上处罚"
    CRIMINAL_CONVICTION = "Convicted of a crime committed by cards. 因发卡被追究刑事责任"
    OTHER = "Another ground, told in groundText. 其他情形"


@described("An association's grade, not the risk code. 评级等级")
class RatingGrade(Enum):
    A = "Excellent; green plate. 优秀"
    B = "Good; blue plate. 良好"
    C = "Fair; yellow plate, which is no yellow code. 一般"
    D = "Poor. 较差"
    E = "Worst. 差"


@described("Where an objection stands (CREDIT Art. 36). 异议状态")
class ObjectionStatus(Enum):
    OPEN = "Filed. 已提出"
    MARKED = "The fact is marked as disputed. 已标注"
    FORWARDED = "With the fact's provider. 已转办"
    UPHELD = "The objector was right. 异议成立"
    REJECTED = "The fact stands. 异议不成立"


@described("Where a complaint stands. 投诉状态")
class ComplaintStatus(Enum):
    RECEIVED = "Received. 已收"
    ACCEPTED = "Accepted. 已受理"
    MEDIATING = "In mediation. 调解中"
    RESOLVED = "Settled. 已解决"
    FAILED = "Mediation failed. 调解失败"
    REFUSED = "Not accepted. 不予受理"


@described("Where an order to correct stands. 整改状态")
class RectificationStatus(Enum):
    OPEN = "Its period runs. 整改中"
    EXTENDED = "Its period was extended. 已延期"
    CORRECTED = "Corrected and accepted. 已整改"
    OVERDUE = "Not corrected in time. 逾期未改"
    REFUSED = "The merchant refused. 拒不整改"


@described("What an inspection found. 检查结果")
class InspectionResult(Enum):
    NO_PROBLEM = "No problem found. 未发现问题"
    PROBLEM_FOUND = "A problem was found. 发现问题"
    NOT_REACHABLE = "Nobody could be reached. 无法联系"
    REFUSED = "The merchant did not cooperate. 不配合检查"


@described("Where a clue notification stands. 线索状态")
class ClueStatus(Enum):
    DRAFTED = "Being written. 草拟"
    SENT = "With the recipient. 已告知"
    ACCEPTED = "Accepted. 已接收"
    RETURNED = "Returned with a reason. 已退回"
    FILED = "A case was filed. 已立案"
    NOT_FILED = "No case was filed. 不予立案"
    DECIDED = "Decided and fed back. 已处理"


@described("The crime that a referral suspects; a suspicion, never a label. 涉嫌罪名")
class SuspectedCrime(Enum):
    ILLEGAL_DEPOSIT_TAKING = "Illegally taking deposits from the public. 非法吸收公众存款"
    FUNDRAISING_FRAUD = "Fund-raising by fraud. 集资诈骗"
    MONEY_LAUNDERING = "Money laundering. 洗钱"
    MISAPPROPRIATION_OF_FUNDS = "Misappropriation of funds. 挪用资金"
    OTHER = "Another crime. 其他"


@described("Where a referral stands (TRANSFER). 移送状态")
class ReferralStatus(Enum):
    REPORTED = "Reported to the head, who decides in three days. 已报告"
    SENT = "Sent to the police. 已移送"
    ACCEPTED = "Accepted for review. 已受理"
    PASSED_ON = "Passed on to the competent body. 已转送"
    FILED = "A criminal case was filed. 已立案"
    NOT_FILED = "No criminal case was filed. 不予立案"
    RETURNED = "Returned for want of papers. 已退回"


@described("Where a case access stands. 案件调取状态")
class CaseAccessStatus(Enum):
    REQUESTED = "The form of its paper is being checked. 已申请"
    RETURNED = "Returned with the defect named. 已退回"
    OPEN = "In force, on its days. 已开通"
    ENDED = "Ended by its authority or a steward. 已终止"
    EXPIRED = "Its last day has passed. 已到期"


@described("How a read ended. 访问结果")
class AccessOutcome(Enum):
    ANSWERED = "Answered. 已答复"
    REFUSED = "Refused. 已拒绝"
    FAILED = "Failed on our side. 失败"
