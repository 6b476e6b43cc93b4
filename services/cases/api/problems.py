"""How each broken rule of a case is answered."""

from __future__ import annotations

from cases.domain import errors
from chassis.problems import StatusTable

STATUS: StatusTable = {
    errors.CaseNotFoundError: 404,
    errors.PartyNotFoundError: 404,
    errors.MemberNotFoundError: 404,
    errors.ReceiptNotFoundError: 404,
    errors.UnknownClaimsError: 403,
    errors.NotYourOfficeError: 403,
    errors.UnknownOfficeError: 422,
    errors.LevelMismatchError: 422,
    errors.ElectionMismatchError: 422,
    errors.ReporterMissingError: 422,
    errors.ReporterInFindingError: 422,
    errors.ImpossibleDateError: 422,
    errors.UnknownOutcomeError: 422,
    errors.CaseClosedError: 409,
    errors.PartyStatusError: 409,
    errors.MemberAppointedAlreadyError: 409,
    errors.NoInvestigationError: 409,
    errors.NoReporterError: 409,
    errors.WithdrawnAlreadyError: 409,
    errors.WrongReporterError: 422,
    errors.WrongTransferError: 422,
    errors.JoinedToItselfError: 422,
    errors.JoinedAlreadyError: 409,
}
