"""What each kind of cell means and how it is written again: the widgets of the registry's resource.

`clean` turns a cell into the value to be stored, `None` if it says nothing, or raises `ValueError` with a sentence.
`render` writes a stored value, whether it comes from a row of the register or out of an import's JSON.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from import_export.widgets import Widget

from organizations.models import Authority, District
from organizations.models.places import AuthorityQuerySet
from organizations.registry import cleaning
from organizations.registry.cleaning import Cell


class TextWidget(Widget):
    """Text that one function cleans, no longer than its column."""

    def __init__(self, clean_text: Callable[[Cell], str], limit: int) -> None:
        super().__init__()
        self.clean_text, self.limit = clean_text, limit

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> str | None:
        return cleaning.within(self.clean_text(value), self.limit) or None


class DayWidget(Widget):
    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> str | None:
        day = cleaning.day(value)
        return day.isoformat() if day else None


class FoundingDayWidget(Widget):
    today: date

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> str | None:
        day = cleaning.founding_day(value, self.today)
        return day.isoformat() if day else None


class ChoiceWidget(Widget):
    """A closed list, by its labels and what else lists call them."""

    def __init__(self, choices: Any, aliases: Mapping[Any, Iterable[str]]) -> None:
        super().__init__()
        self.labels = dict(choices.choices)
        self.values = {cleaning.key(name): value for value, name in choices.choices}
        self.values |= {cleaning.key(name): value for value, names in aliases.items() for name in names}

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> str | None:
        name = cleaning.filled(cleaning.key(value))
        if not name:
            return None
        if name not in self.values:
            raise ValueError(f"不在规定范围内，应为{'、'.join(self.labels.values())}之一。")
        return self.values[name]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.labels.get(value, "")


class UnknownName(ValueError):
    """A name that reference data does not hold, which somebody may know better than the register."""


class NamedWidget(Widget):
    """A row of reference data, by its name or an alias."""

    unknown = "系统中没有这个名称。"

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[Any, str] = {}
        self.keys: dict[str, set[Any]] = defaultdict(set)

    def learn(self, key: Any, name: str, aliases: Iterable[str]) -> None:
        self.names[key] = name
        for known in (name, *aliases):
            self.keys[cleaning.key(known)].add(key)

    def learn_all(self, authorities: AuthorityQuerySet) -> None:
        """By `Authority.also_known_as`; read without their rows, for there are hundreds and a preview wants only names."""
        also: dict[int, list[str]] = defaultdict(list)
        for other in ("names__name", "aliases__name"):
            for key, name in authorities.filter(**{f"{other}__isnull": False}).values_list("pk", other):
                also[key].append(name)
        for key, name in authorities.values_list("pk", "name"):
            self.learn(key, name, also[key])

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> Any:
        name = cleaning.filled(cleaning.key(value))
        if not name:
            return None
        found = self.keys.get(name, set())
        if len(found) > 1:
            raise ValueError("这个简称对应多个单位，请填写全称。")
        if not found:
            raise ValueError(self.unknown)
        return next(iter(found))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        return value.name if isinstance(value, Authority | District) else self.names.get(value, str(value))


class RegistrationAuthorityWidget(NamedWidget):
    unknown = "系统中没有这个登记管理机关。"

    def load(self) -> None:
        self.districts: dict[int, str | None] = dict(Authority.objects.registering().values_list("pk", "district"))
        self.learn_all(Authority.objects.registering())


class CompetentAuthorityWidget(NamedWidget):
    """业务主管单位; a list writes 直接登记, or nothing, for an organization that has none."""

    unknown = "系统中没有这个业务主管单位。"
    none_at_all = frozenset(["直接登记", "无业务主管单位", "无主管单位"])

    def load(self) -> None:
        self.learn_all(Authority.objects.competent())

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> Any:
        name = cleaning.filled(cleaning.key(value))
        if name and name not in self.none_at_all and name not in self.keys:
            raise UnknownName(self.unknown)
        return None if name in self.none_at_all else super().clean(value, row, **kwargs)


# What lists write for districts of which nobody writes the whole name.
SHORT = {
    "管城回族区": "管城区",
    "郑州经济技术开发区": "经开区",
    "郑州高新技术产业开发区": "高新区",
    "郑州航空港经济综合实验区": "航空港区",
}


class DistrictWidget(NamedWidget):
    unknown = "不是郑州市的县（市、区）。"

    def load(self) -> None:
        for district in District.objects.all():
            self.learn(district.pk, district.name, self.aliases(district))

    @staticmethod
    def aliases(district: District) -> set[str]:
        city, name = district.code.endswith("00"), district.name
        if city:
            return {district.code, "郑州", "市本级", "郑州市本级", "市辖区", "市直"}
        short = SHORT.get(name, name)
        names = {name, name[:-1], short, short[:-1]}
        return {district.code} | names | {f"郑州{city}{one}" for one in names for city in ("", "市")}
