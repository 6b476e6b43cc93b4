"""Every rule of a case that can be broken."""

from __future__ import annotations

from chassis.errors import DomainError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError


class CaseNotFoundError(NotFoundError):
    """There is no such case, or it is not yours to see."""

    title_id = "Perkara tidak ditemukan, atau bukan wewenang Anda untuk melihatnya"


class PartyNotFoundError(NotFoundError):
    """There is no such party in this case."""

    title_id = "Pihak tersebut tidak ada dalam perkara ini"


class MemberNotFoundError(NotFoundError):
    """There is no such member, or the member is not yours to see."""

    title_id = "Anggota tidak ditemukan, atau bukan wewenang Anda untuk melihatnya"


class ReceiptNotFoundError(NotFoundError):
    """There is no receipt with this code."""

    title_id = "Tanda terima dengan kode ini tidak ada"


class UnknownClaimsError(NotAllowedError):
    """The token does not say whose officer you are."""

    title_id = "Token tidak menyebutkan Anda petugas lembaga mana"


class NotYourOfficeError(NotAllowedError):
    """This belongs to the officers of another office or agency."""

    title_id = "Ini wewenang petugas kantor atau lembaga lain"


class UnknownOfficeError(InvalidInputError):
    """There is no office with this code."""

    title_id = "Tidak ada kantor dengan kode ini"


class LevelMismatchError(InvalidInputError):
    """The level is not the level of that office."""

    title_id = "Tingkat tidak sesuai dengan kantor tersebut"


class ElectionMismatchError(InvalidInputError):
    """This election does not belong to that regime."""

    title_id = "Jenis pemilihan ini tidak termasuk rezim tersebut"


class ReporterMissingError(InvalidInputError):
    """A report names its reporter."""

    title_id = "Laporan harus menyebut pelapor"


class ReporterInFindingError(InvalidInputError):
    """A finding has no reporter."""

    title_id = "Temuan tidak mempunyai pelapor"


class ImpossibleDateError(InvalidInputError):
    """These dates cannot all be right."""

    title_id = "Tanggal-tanggal ini tidak mungkin benar semua"


class CaseClosedError(WrongStateError):
    """The case is closed."""

    title_id = "Perkara sudah ditutup"


class PartyStatusError(WrongStateError):
    """A party cannot go from its present status to that one."""

    title_id = "Status pihak tidak dapat diubah menjadi status tersebut"


class NoInvestigationError(WrongStateError):
    """Suspects are named while the case is investigated."""

    title_id = "Tersangka ditetapkan selama perkara disidik"


class NoReporterError(WrongStateError):
    """There is no report to withdraw."""

    title_id = "Tidak ada laporan yang dapat dicabut"


class WithdrawnAlreadyError(WrongStateError):
    """The report was withdrawn already."""

    title_id = "Laporan sudah dicabut"


class WrongReporterError(InvalidInputError):
    """Say which of the reporters withdraws."""

    title_id = "Sebutkan pelapor yang mencabut"


class WrongTransferError(InvalidInputError):
    """A case goes down to an office below or up to one above."""

    title_id = "Perkara dilimpahkan ke kantor di bawahnya atau diambil alih oleh kantor di atasnya"


class JoinedToItselfError(InvalidInputError):
    """A case cannot be joined to itself."""

    title_id = "Perkara tidak dapat digabung dengan dirinya sendiri"


class JoinedAlreadyError(WrongStateError):
    """These cases are joined already."""

    title_id = "Perkara-perkara ini sudah digabung"


class MemberAppointedAlreadyError(WrongStateError):
    """This member is on the roster already."""

    title_id = "Anggota ini sudah tercatat dalam daftar"


class UnknownOutcomeError(DomainError):
    """A process ended in a way this service does not know."""

    title_id = "Proses berakhir dengan hasil yang tidak dikenal"
