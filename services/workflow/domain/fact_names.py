"""What each kind of fact is called by people, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflow.domain.errors import Words
from workflow.domain.facts import FactKind

_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "act_committed": ("perbuatan terjadi", "act committed"),
    "violation_known": ("pelanggaran diketahui pelapor", "violation known to the reporter"),
    "violation_found": ("pelanggaran ditemukan pengawas", "violation found by a supervisor"),
    "report_submitted": ("laporan disampaikan", "report submitted"),
    "completion_noticed": ("pemberitahuan melengkapi diterima", "notice to complete received"),
    "report_completed": ("laporan dilengkapi", "report completed"),
    "initial_study_completed": ("kajian awal selesai", "initial study completed"),
    "preliminary_information_decided": (
        "diputuskan sebagai informasi awal",
        "decided to be preliminary information",
    ),
    "tracing_closed": ("penelusuran selesai", "tracing closed"),
    "finding_decided": ("temuan diputuskan dalam pleno", "finding decided in plenary"),
    "registration_decided": ("pleno memutuskan registrasi", "registration decided in plenary"),
    "registered": ("diregistrasi", "registered"),
    "discussion_1_held": ("Pembahasan Pertama", "discussion 1 held"),
    "clarification_held": ("klarifikasi", "clarification held"),
    "study_completed": ("kajian selesai", "study completed"),
    "discussion_2_held": ("Pembahasan Kedua", "discussion 2 held"),
    "plenary_decided": ("pleno memutuskan hasil penanganan", "plenary decided on the result"),
    "status_notice_sent": ("pemberitahuan status dikirim", "status notice sent"),
    "criminal_line_closed": ("penanganan pidana dihentikan pleno", "criminal line closed by the plenary"),
    "referred_administrative": ("pelanggaran administrasi dilimpahkan", "administrative violation referred"),
    "referred_ethics": ("pelanggaran kode etik dilimpahkan", "breach of ethics referred"),
    "referred_other_law": ("pelanggaran hukum lainnya dilimpahkan", "violation of other law referred"),
    "evidence_found_enough": ("bukti dinyatakan cukup", "evidence found enough"),
    "inquiry_file_sent": ("berkas penyelidikan dikirim", "inquiry file sent"),
    "forwarded": ("diteruskan kepada penyidik", "forwarded to the police"),
    "police_report_issued": ("laporan polisi terbit", "police report issued"),
    "investigation_started": ("penyidikan dimulai", "investigation started"),
    "suspect_named": ("tersangka ditetapkan", "suspect named"),
    "discussion_3_held": ("Pembahasan Ketiga", "discussion 3 held"),
    "file_sent": ("berkas dikirim kepada penuntut umum", "file sent to the prosecutor"),
    "file_returned": ("berkas dikembalikan (P-19)", "file returned (P-19)"),
    "file_resubmitted": ("berkas dikirim kembali", "file resubmitted"),
    "file_complete": ("berkas lengkap (P-21)", "file complete (P-21)"),
    "handed_over": (
        "tersangka dan barang bukti diserahkan (Tahap II)",
        "suspect and evidence handed over (Tahap II)",
    ),
    "transferred": ("dilimpahkan ke pengadilan", "transferred to the court"),
    "court_registered": ("terdaftar di pengadilan", "registered at the court"),
    "first_hearing_held": ("sidang pertama", "first hearing held"),
    "verdict_read": ("putusan dibacakan", "verdict read"),
    "discussion_4_held": ("Pembahasan Keempat", "discussion 4 held"),
    "appeal_waived": ("diputuskan tidak banding", "decided not to appeal"),
    "appeal_filed": ("banding diajukan", "appeal filed"),
    "appeal_file_sent": ("berkas banding dikirim", "appeal file sent"),
    "appeal_verdict_read": ("putusan banding dibacakan", "appeal verdict read"),
    "verdict_delivered": ("putusan disampaikan kepada penuntut umum", "verdict delivered to the prosecutor"),
    "executed": ("putusan dilaksanakan", "verdict executed"),
    "result_set": ("hasil pemilu ditetapkan", "result of the election set"),
    "investigation_stopped": ("penyidikan dihentikan (SP3)", "investigation stopped (SP3)"),
    "kpu_followed_up": ("KPU menindaklanjuti", "KPU followed up"),
}


def name_of(kind: FactKind) -> Words:
    """Its name, or its code where nobody gave it one yet."""
    code = kind.value.replace("_", " ")
    said_id, en = _NAMES.get(kind.value, (code, code))
    return Words(id=said_id, en=en)
