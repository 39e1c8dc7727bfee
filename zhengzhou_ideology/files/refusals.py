"""The refusals that several kinds of document share."""

from django.core.exceptions import ValidationError


def broken() -> ValidationError:
    return ValidationError("文件已损坏，无法打开，请用办公软件重新保存后再上传。", code="broken")


def encrypted() -> ValidationError:
    return ValidationError("文件已加密，请取消密码或工作簿保护后再上传。", code="encrypted")


def macros() -> ValidationError:
    return ValidationError("文件中含有宏，请另存为不含宏的文档后再上传。", code="macros")


def embedded() -> ValidationError:
    return ValidationError("文件中嵌入了其他文件或对象，请把它单独上传，并从文档中删除或粘贴为图片。", code="embedded")


def bomb() -> ValidationError:
    return ValidationError("文件展开后过大，请拆分或压缩其中的图片后再上传。", code="bomb")
