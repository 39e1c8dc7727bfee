"""What is unambiguous in a cell is cleaned, what is not is refused."""

from datetime import date

import pytest

from organizations.registry import cleaning

THE_DAY = date(2015, 3, 2)


@pytest.mark.parametrize(
    "cell",
    [
        "2015-03-02",
        "2015/3/2",
        "2015.3.2",
        "2015年3月2日",
        "2015年03月02日",
        "２０１５－０３－０２",
        "20150302",
        20150302.0,
        42065.0,
        42065.5,
        "42065",
        "2015-03-02T00:00:00",
        "2015-03-02 00:00:00",
        " 2015 - 3 - 2 ",
        "2015年3月2号",
        "二〇一五年三月二日",
        "二○一五年三月二日",
    ],
)
def test_day_is_read_however_it_is_written(cell):
    assert cleaning.day(cell) == THE_DAY


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("二〇二〇年十月十日", date(2020, 10, 10)),
        ("二〇二〇年十二月三十一日", date(2020, 12, 31)),
        ("一九九九年一月二十日", date(1999, 1, 20)),
    ],
)
def test_day_in_characters_counts_tens(cell, expected):
    assert cleaning.day(cell) == expected


@pytest.mark.parametrize(
    "cell", ["2019-02-30", "2019-13-01", "20190230", "3/2/2015", "15-3-2", "2015年3月", "2015", "不详", 7.0]
)
def test_day_that_is_doubtful_or_impossible_is_refused(cell):
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs
        cleaning.day(cell)


@pytest.mark.parametrize("cell", ["", None, "  ", "无", "—", "/"])
def test_day_left_open_is_none(cell):
    assert cleaning.day(cell) is None


def test_an_organization_may_be_founded_today_but_not_tomorrow():
    assert cleaning.founding_day("2015-03-02", THE_DAY) == THE_DAY
    with pytest.raises(ValueError, match="晚于今天"):
        cleaning.founding_day("2015-03-03", THE_DAY)


def test_an_organization_may_be_founded_from_1900_on():
    assert cleaning.founding_day("1900-01-01", THE_DAY) == date(1900, 1, 1)
    with pytest.raises(ValueError, match="早于 1900 年"):
        cleaning.founding_day("1899-12-31", THE_DAY)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (19912977448.0, "19912977448"),
        ("19912977448.0", "19912977448"),
        ("１９９１２９７７４４８", "19912977448"),
        ("0371－6555 1234", "0371-6555 1234"),
        ("0371-65551234转801", "0371-65551234转801"),
        ("", ""),
        ("无", ""),
    ],
)
def test_phone_is_cleaned(cell, expected):
    assert cleaning.phone(cell) == expected


@pytest.mark.parametrize("cell", ["1.99E+10", "没有电话号码", "12", 1.5])
def test_phone_that_is_none_is_refused(cell):
    with pytest.raises(ValueError, match="不是有效的电话号码"):
        cleaning.phone(cell)


@pytest.mark.parametrize(
    "cell",
    [
        " 53410185 mjgar5c56u ",
        "５３４１０１８５ＭＪＧＡＲ５Ｃ５６Ｕ",
        "53410185-MJGAR5C56-U",
        "\u200b53410185MJGAR5C56U\ufeff",
    ],
)
def test_code_is_cleaned(cell):
    assert cleaning.code(cell) == "53410185MJGAR5C56U"


def test_code_kept_as_a_number_is_refused_for_what_it_lost():
    with pytest.raises(ValueError, match="失真"):
        cleaning.code(5.3410185123456789e17)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  郑州市  电子 商务\u3000协会 ", "郑州市电子商务协会"),
        ("王\u3000某", "王某"),
        ("康复中心(第３号)", "康复中心（第3号）"),
        ("协会\n（筹）", "协会（筹）"),
        ("Rotary Club 郑州", "Rotary Club 郑州"),
        ("农业路１号，３楼", "农业路1号，3楼"),
        ("暂无", ""),
        ("'=SUM(A1)", "=SUM（A1）"),
    ],
)
def test_words_are_cleaned(cell, expected):
    assert cleaning.words(cell) == expected


@pytest.mark.parametrize("cell", ["zhang@", "a b", "张某@@example.org"])
def test_email_that_is_none_is_refused(cell):
    with pytest.raises(ValueError, match="电子邮箱"):
        cleaning.email(cell)
