"""What a package can be refused or held for: stable codes and their Vietnamese sentences. Decides nothing itself."""

from __future__ import annotations

from db.domain.errors import FileProblem

SENTENCES: dict[str, str] = {
    "E-TRUNCATED": "Tệp bị cắt ngắn khi chép. Sổ chưa thay đổi gì; hãy chép lại tệp từ máy gửi.",
    "E-CRC": "Tệp bị hỏng khi chép hoặc do thẻ nhớ lỗi. Sổ chưa thay đổi gì; hãy chép lại tệp từ máy gửi, "
    "nếu vẫn vậy thì đổi thẻ nhớ.",
    "E-ZIP": "Tệp không đúng khuôn gói của Sổ Hỗ Trợ: không phải gói, hoặc đã bị phần mềm khác nén lại hay thêm bớt. "
    "Sổ chưa thay đổi gì; hãy lấy lại tệp gốc từ máy gửi.",
    "E-FORMAT": "Tệp này không phải gói đồng bộ của Sổ Hỗ Trợ. Sổ chưa thay đổi gì; "
    "hãy chọn đúng tệp .dongbo do máy gửi xuất ra.",
    "E-SIG": "Chữ ký trên gói không đúng: gói đã bị sửa hoặc bị giả mạo. Sổ chưa thay đổi gì; "
    "không dùng gói này, hãy báo cho nơi gửi và xin gói khác.",
    "E-UNKNOWN-KEY": "Gói do một máy chưa ghi danh ký. Gói được giữ riêng, sổ chưa thay đổi gì; "
    "hãy ghi danh máy gửi rồi nhận lại gói.",
    "E-JSON": "Gói viết sai quy cách dữ liệu nên không đọc được chắc chắn. Sổ chưa thay đổi gì; "
    "hãy cập nhật chương trình ở máy gửi rồi xuất gói lại.",
    "E-VERSION": "Gói được lập bằng chương trình mới hơn máy này. Gói được giữ nguyên, sổ chưa thay đổi gì; "
    "hãy nâng cấp chương trình ở máy này rồi nhận lại gói.",
    "E-MANIFEST": "Bản kê của gói thiếu hoặc sai mục. Sổ chưa thay đổi gì; hãy cập nhật chương trình ở máy gửi "
    "rồi xuất gói lại.",
    "E-SENDER": "Máy ký gói không phải máy ghi trên gói, hoặc không được viết về đơn vị ghi trên gói. "
    "Sổ chưa thay đổi gì; không dùng gói này, hãy báo cho nơi gửi và người quản trị.",
    "E-NOT-FOR-US": "Gói này gửi cho nơi khác. Sổ chưa thay đổi gì; hãy chuyển tệp đến đúng nơi nhận.",
    "E-PARTS": "Các phần trong gói không khớp với bản kê đã ký. Sổ chưa thay đổi gì; hãy lấy lại tệp gốc từ máy gửi.",
    "E-SIZE": "Gói hoặc một phần của gói vượt quá cỡ cho phép. Sổ chưa thay đổi gì; "
    "hãy nhờ máy gửi xuất thành nhiều gói nhỏ hơn.",
    "E-PARKED": "Quá nhiều gói của máy này đang chờ hoặc đang giữ (tối đa 1.000 gói, 2 GiB). Gói này chưa được nhận, "
    "sổ chưa thay đổi gì; hãy xem `sohotro held`, giải quyết các gói đó rồi nhận lại gói.",
    "E-HASH": "Một phần của gói đã bị thay bằng nội dung khác. Sổ chưa thay đổi gì; "
    "không dùng gói này, hãy lấy lại tệp gốc từ máy gửi.",
    "E-DECRYPT": "Không mở được gói bằng khóa của cơ quan này. Sổ chưa thay đổi gì; "
    "hãy nhờ máy gửi nhận danh sách tin cậy mới nhất rồi xuất gói lại.",
    "E-ZSTD": "Một phần của gói nén sai quy cách hoặc lớn hơn cỡ đã ký. Sổ chưa thay đổi gì; "
    "không dùng gói này, hãy báo cho nơi gửi.",
    "E-CONTENT": "Nội dung trong gói khác với nội dung đã ký. Sổ chưa thay đổi gì; "
    "không dùng gói này, hãy nhờ máy gửi xuất lại.",
    "E-OPS": "Các bản ghi trong gói thiếu, thừa hoặc sai thứ tự. Sổ chưa thay đổi gì; hãy nhờ máy gửi xuất gói lại.",
    "E-CHAIN": "Chuỗi bản ghi trong gói không nối đúng với nhau. Sổ chưa thay đổi gì; "
    "hãy nhờ máy gửi kiểm tra sổ của họ rồi xuất gói lại.",
    "E-README": "Tờ hướng dẫn trong gói đã bị thay. Sổ chưa thay đổi gì; không dùng gói này, "
    "hãy lấy lại tệp gốc từ máy gửi.",
    "E-KEY": "Khóa công khai trong tệp không hợp lệ hoặc không an toàn. Chưa ghi danh máy nào; "
    "hãy lập lại tệp ghi danh ở máy gửi.",
    "E-TRUST-OLD": "Danh sách tin cậy này cũ hơn danh sách đang dùng. Danh sách đang dùng vẫn giữ nguyên; "
    "hãy xin cơ quan nhận bản mới nhất.",
    "E-TRUST-FORK": "Có hai danh sách tin cậy khác nhau cùng một số. Danh sách đang dùng vẫn giữ nguyên; "
    "hãy báo ngay cho người quản trị của cơ quan nhận.",
    "E-ROOT-OLD": "Danh sách tin cậy này do khóa gốc cũ của cơ quan cấp trên ký, sau khi khóa ấy đã được thay. Sổ "
    "chưa thay đổi gì, danh sách đang dùng vẫn giữ nguyên; báo cơ quan cấp trên: khóa cũ có thể đã lộ.",
    "new_root": "Cơ quan cấp trên ký danh sách bằng một khóa gốc mới mà khóa cũ không xác nhận. Gói được giữ lại, "
    "mọi bản ghi vẫn nguyên; khi có công văn đóng dấu, nhận tệp danh sách và gõ 30 chữ số, rồi thử lại gói.",
    "waiting_for": "Gói đến trước một gói khác của cùng máy. Gói được giữ lại, sổ chưa thay đổi gì; "
    "khi nhận gói còn thiếu, gói này tự được ghép.",
    "unknown_device": "Gói do một máy chưa ghi danh ký. Gói được giữ riêng, sổ chưa thay đổi gì; "
    "hãy ghi danh máy gửi rồi nhận lại gói.",
    "revoked": "Máy gửi đã bị thu hồi quyền. Gói được giữ riêng, không mất và không tự ghép; "
    "hỏi nơi gửi rồi quyết định nhận hay từ chối gói này.",
    "key_changed": "Gói do khóa cũ của một máy ký, sau khi máy ấy đã đổi khóa. Gói được giữ riêng, không mất và "
    "không tự ghép; hỏi nơi gửi: đúng gói của mình thì nhận, không rõ thì từ chối.",
    "fork": "Máy gửi có hai chuỗi bản ghi khác nhau cùng số thứ tự: có thể đã phục hồi bản sao lưu hoặc nhân bản máy. "
    "Cả hai đều được giữ, sổ chưa thay đổi gì; hỏi nơi gửi: đúng máy của mình thì nhận gói này (giữ cả hai nhánh), "
    "không rõ thì từ chối và thu hồi máy.",
    "turned_down": "Gói này đã có người xem và từ chối. Sổ chưa thay đổi gì, tệp vẫn được giữ làm bằng chứng; "
    "cần nhận thì nhờ máy gửi xuất gói mới.",
    "newer": "Gói được lập bằng chương trình mới hơn máy này. Gói được giữ nguyên, sổ chưa thay đổi gì; "
    "hãy nâng cấp chương trình ở máy này rồi nhận lại gói.",
    "known": "Gói này đã nhận trước đây. Sổ không thay đổi và không cần làm gì thêm.",
}

HELD: dict[str, str] = {"E-UNKNOWN-KEY": "unknown_device", "E-VERSION": "newer"}
"""Codes that hold a package instead of refusing it, with the reason under which it is held."""

_NOTES: dict[str, str] = {
    "E-NOT-FOR-US": "Nơi nhận ghi trên gói: {}.",
    "E-UNKNOWN-KEY": "Số khóa: {}.",
    "unknown_device": "Số khóa: {}.",
    "waiting_for": "Còn thiếu bản ghi {}.",
    "revoked": "Đã xác nhận đến bản ghi {} trước khi thu hồi; các bản ghi sau đó không chứng minh được viết lúc nào.",
    "key_changed": "Khóa cũ được tin đến bản ghi {}.",
    "fork": "Khác nhau ở bản ghi {} hoặc sau đó.",
}


def sentence(code: str, detail: str = "") -> str:
    """Return the sentence of `code`, with `detail` (office ids, key id, missing range) where it helps a person."""
    note = _NOTES.get(code)
    return f"{SENTENCES[code]} {note.format(detail)}" if note and detail else SENTENCES[code]


class PackageError(FileProblem):
    """A package (or enrolment file) that may not be used. `code` is a key of `SENTENCES`, `detail` is for the log."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, sentence(code, detail))
        self.detail = detail
