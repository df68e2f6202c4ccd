"""From the error of a database or of the system to one sentence: what happened, what is safe, what to do.

It only translates: nothing is raised, tried again or mended here.
"""

from __future__ import annotations

import errno

from sqlalchemy.exc import DBAPIError

from db.domain.errors import EnvironmentProblem

DISK_FULL = EnvironmentProblem(
    "disk_full", "Ổ đĩa đã đầy nên chưa ghi được. Dữ liệu cũ vẫn nguyên vẹn: xóa bớt tệp hoặc đổi ổ đĩa rồi làm lại."
)
DISK = EnvironmentProblem(
    "disk",
    "Ổ đĩa không đọc hoặc ghi được: đã đầy, bị rút ra hoặc bị hỏng. Việc đang làm chưa được ghi: "
    "kiểm tra ổ đĩa, xóa bớt tệp rồi làm lại.",
)
READ_ONLY = EnvironmentProblem(
    "read_only",
    "Không có quyền ghi vào thư mục này. Dữ liệu cũ vẫn nguyên vẹn: "
    "chọn thư mục khác hoặc bỏ chế độ chỉ đọc rồi làm lại.",
)
TOO_LONG = EnvironmentProblem(
    "name_too_long", "Tên hoặc đường dẫn tệp quá dài. Chưa làm gì: kiểm tra lại tên tệp và thư mục, ghi ngắn hơn."
)
BUSY = EnvironmentProblem(
    "busy", "Sổ đang được cửa sổ hoặc chương trình khác sử dụng. Chưa ghi gì: đóng chương trình kia rồi làm lại."
)
DAMAGED = EnvironmentProblem(
    "damaged",
    "Tệp sổ bị hỏng hoặc không phải là sổ của chương trình này. Không ghi gì vào tệp: "
    "giữ nguyên, phục hồi từ bản sao lưu hoặc dựng lại từ nhật ký.",
)
NO_SERVER = EnvironmentProblem(
    "no_server",
    "Không kết nối được máy chủ dữ liệu. Việc đang làm chưa được ghi: kiểm tra địa chỉ, mạng nội bộ rồi làm lại.",
)

_BY_TEXT = (
    ("disk is full", DISK_FULL),
    ("no space left", DISK_FULL),
    ("disk i/o error", DISK),
    ("readonly database", READ_ONLY),
    ("unable to open database file", READ_ONLY),
    ("database is locked", BUSY),
    ("not a database", DAMAGED),
    ("malformed", DAMAGED),
    ("server closed the connection", NO_SERVER),
    ("terminating connection", NO_SERVER),
    ("connection to server", NO_SERVER),
    ("connection failed", NO_SERVER),
    ("could not connect", NO_SERVER),
    ("connection refused", NO_SERVER),
    ("failed to resolve", NO_SERVER),
)
_BY_NUMBER = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EFBIG: DISK_FULL,
    errno.EIO: DISK,
    errno.ENODEV: DISK,
    errno.ENXIO: DISK,
    errno.ENAMETOOLONG: TOO_LONG,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
}


def explain(error: BaseException) -> EnvironmentProblem | None:
    """The problem behind an error of the database driver or the system, or None when the fault is ours.

    A new one each time: an exception that was raised keeps its frames alive, and in those may stand a password.
    """
    found = _kind(error)
    return None if found is None else EnvironmentProblem(found.code, found.message)


def _kind(error: BaseException) -> EnvironmentProblem | None:
    if isinstance(error, OSError) and error.errno in _BY_NUMBER:
        return _BY_NUMBER[error.errno]
    if isinstance(error, DBAPIError):
        error = error.orig or error
    said = str(error).lower()
    return next((problem for text, problem in _BY_TEXT if text in said), None)
