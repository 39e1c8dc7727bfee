"""The file that somebody wants to have verified."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

MOST = 10 * 1024 * 1024
LARGEST_PROOF = 64 * 1024


class PaperFileForm(forms.Form):
    file = forms.FileField(
        label="PDF文件",
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text="不超过10 MB。文件只用于本次核验，不保存。",
    )

    proof = forms.FileField(
        label="证明文件（可不填）",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "application/json,.json"}),
        help_text="文件出具时还没有封存的，另附从审计记录下载的证明。",
    )

    def clean_proof(self) -> UploadedFile | None:
        proof = self.cleaned_data["proof"]
        if proof and proof.size > LARGEST_PROOF:
            raise forms.ValidationError("这不是证明文件。")
        return proof

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise forms.ValidationError("文件超过10 MB。")
        if not file.read(5).startswith(b"%PDF-"):
            raise forms.ValidationError("这不是PDF文件。")
        file.seek(0)
        return file
