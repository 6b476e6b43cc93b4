"""The rules of this service that a request can break."""

from __future__ import annotations

from chassis.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError


class NotificationNotFoundError(NotFoundError):
    """There is no such notification of yours."""

    title_id = "Tidak ada pemberitahuan Anda dengan nomor ini"


class DeliveryNotFoundError(NotFoundError):
    """There is no such delivery in the offices you administer."""

    title_id = "Tidak ada pengiriman dengan nomor ini pada kantor yang Anda kelola"


class NotAdministratorError(NotAllowedError):
    """Only administrators see how e-mails were delivered."""

    title_id = "Hanya administrator yang dapat melihat pengiriman surel"


class DeliveryNotFailedError(WrongStateError):
    """Only a failed delivery can be sent again."""

    title_id = "Hanya pengiriman yang gagal dapat diulang"


class MissedLimitSilencedError(InvalidInputError):
    """A missed limit cannot be silenced."""

    title_id = "Pemberitahuan batas yang terlewat tidak dapat dimatikan"


class QuietHoursError(InvalidInputError):
    """These quiet hours have no length."""

    title_id = "Jam tenang ini tidak memiliki rentang"
