"""The acts of people. Bulk data comes in through `POST /ingest/{kind}` and `hub import`.

In: one input with an idempotency key, unique per party and act: the same key with the same input
is the first answer again, with other input CONFLICT. Out: a payload with typed errors, read under
the caller's own rights. Refused: what `acts.csv` grants nobody is in nobody's schema.
"""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import strawberry

from schema.case import CaseAccess
from schema.credit import Listing, Objection, Rating
from schema.fund import Filing, InstitutionEvaluation
from schema.inputs import (
    AddSeriousDishonestyListingInput,
    DecideObjectionInput,
    EndCaseAccessInput,
    EvaluateInstitutionInput,
    FileObjectionInput,
    PublishRatingInput,
    RemoveListingInput,
    RequestCaseAccessInput,
    SubmitFilingInput,
    VerifyCaseAccessInput,
    WithdrawRatingInput,
)
from schema.planned import described, planned, said

_input = said("What to do, with its idempotency key. 输入")
_errors = "Why it was not done; empty when it was. 错误"


@described("Why an act was not done. 错误代码")
class UserErrorCode(Enum):
    NOT_FOUND = "What it names is not there, or not yours to see. 不存在"
    NOT_ALLOWED = "You may not do this here. 无权办理"
    INVALID = "A value is not acceptable. 无效输入"
    CONFLICT = "The idempotency key came before with other input. 幂等键冲突"
    WRONG_STATE = "The thing is not in a state for this act. 状态不符"
    TOO_LATE = "The time for it has passed. 已过期限"
    INCOMPLETE = "Something that the rule demands is missing. 材料不全"


@strawberry.type(description="One reason why an act was not done. 错误")
class UserError:
    code: UserErrorCode = planned("Stable, for programs. 错误代码")
    message: str = planned("For people; never repeats a value. 说明")
    field: list[str] | None = planned("Path to the input field at fault. 字段")


@strawberry.type(description="What publishRating answers. 发布评级结果")
class PublishRatingPayload:
    rating: Rating | None = planned("The rating as published. 评级")
    errors: list[UserError] = planned(_errors)


@strawberry.type(description="What withdrawRating answers. 撤回评级结果")
class WithdrawRatingPayload:
    rating: Rating | None = planned("The rating, withdrawn. 评级")
    errors: list[UserError] = planned(_errors)


@strawberry.type(description="What requestCaseAccess answers. 申请调取结果")
class RequestCaseAccessPayload:
    case_access: CaseAccess | None = planned("The access as requested. 案件调取")
    errors: list[UserError] = planned(_errors)


@strawberry.type(description="What verifyCaseAccess answers. 核验调取结果")
class VerifyCaseAccessPayload:
    case_access: CaseAccess | None = planned("The access, opened or returned. 案件调取")
    errors: list[UserError] = planned(_errors)


@strawberry.type(description="What endCaseAccess answers. 终止调取结果")
class EndCaseAccessPayload:
    case_access: CaseAccess | None = planned("The access, ended. 案件调取")
    errors: list[UserError] = planned(_errors)


@strawberry.type(description="What addSeriousDishonestyListing answers. 列入名单结果")
class AddSeriousDishonestyListingPayload:
    listing: Listing | None = planned("The entry. 名单记录")
    errors: list[UserError] = planned(_errors)


@strawberry.type(description="What removeListing answers. 移出名单结果")
class RemoveListingPayload:
    listing: Listing | None = planned("The entry, removed. 名单记录")
    errors: list[UserError] = planned(_errors)


@strawberry.type(description="What submitFiling answers. 提交申报结果")
class SubmitFilingPayload:
    filing: Filing | None = planned("The filing as kept. 申报")
    errors: list[UserError] = planned(_errors)


@strawberry.type(description="What evaluateInstitution answers. 机构评估结果")
class EvaluateInstitutionPayload:
    evaluation: InstitutionEvaluation | None = planned("The evaluation. 年度评估")
    errors: list[UserError] = planned(_errors)


@strawberry.type(description="What fileObjection answers. 提出异议结果")
class FileObjectionPayload:
    objection: Objection | None = planned("The objection as filed. 异议")
    errors: list[UserError] = planned(_errors)


@strawberry.type(description="What decideObjection answers. 处理异议结果")
class DecideObjectionPayload:
    objection: Objection | None = planned("The objection, decided. 异议")
    errors: list[UserError] = planned(_errors)


@strawberry.type(description="Everything that can be done, as far as you may. 办理")
class Mutation:
    @planned
    def publish_rating(self, input: Annotated[PublishRatingInput, _input]) -> PublishRatingPayload:
        """Publish a rating (REG Art. 20; PLAN for the base platform). 发布评级"""

    @planned
    def withdraw_rating(
        self, input: Annotated[WithdrawRatingInput, _input]
    ) -> WithdrawRatingPayload:
        """Withdraw a rating of your own. 撤回评级"""

    @planned
    def request_case_access(
        self, input: Annotated[RequestCaseAccessInput, _input]
    ) -> RequestCaseAccessPayload:
        """Ask to read for a case: court, police, procuratorate. 申请案件调取"""

    @planned
    def verify_case_access(
        self, input: Annotated[VerifyCaseAccessInput, _input]
    ) -> VerifyCaseAccessPayload:
        """Open a request, or return it with the defect named: stewards. 核验案件调取"""

    @planned
    def end_case_access(self, input: Annotated[EndCaseAccessInput, _input]) -> EndCaseAccessPayload:
        """End an access; the right ends at once, everywhere. 终止案件调取"""

    @planned
    def add_serious_dishonesty_listing(
        self, input: Annotated[AddSeriousDishonestyListingInput, _input]
    ) -> AddSeriousDishonestyListingPayload:
        """List a merchant as seriously dishonest (REG Art. 25; IM Art. 2). 列入严重失信主体名单"""

    @planned
    def remove_listing(self, input: Annotated[RemoveListingInput, _input]) -> RemoveListingPayload:
        """Remove an entry that you made (BIZ-SH Art. 67). 移出名单"""

    @planned
    def submit_filing(self, input: Annotated[SubmitFilingInput, _input]) -> SubmitFilingPayload:
        """File for a period, about yourself (REG Art. 12). 提交申报"""

    @planned
    def evaluate_institution(
        self, input: Annotated[EvaluateInstitutionInput, _input]
    ) -> EvaluateInstitutionPayload:
        """Evaluate a bank or insurer for a year (PLAN). 评估机构"""

    @planned
    def file_objection(self, input: Annotated[FileObjectionInput, _input]) -> FileObjectionPayload:
        """Object to a fact about yourself (CREDIT Art. 36). 提出异议"""

    @planned
    def decide_objection(
        self, input: Annotated[DecideObjectionInput, _input]
    ) -> DecideObjectionPayload:
        """Decide an objection to a fact of your own. 处理异议"""
