"""Frozen content is hashed in one form, and that form never changes: hashes stand on papers already issued."""

from zhengzhou_ideology.audit.canonical import canonical, sha256_of

CONTENT = {
    "name": "郑州市某某协会",
    "version": 1,
    "budget": None,
    "on": "2026-03-31",
    "list": [{"b": True, "a": 0.5}],
}


def test_hashes_are_those_of_the_papers_already_issued():
    assert sha256_of(CONTENT) == "0e61b9afe16a1a345491e8ccfc6e6a1b20495e41785ddaa5be82bb8024c214df"
    assert sha256_of({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_the_order_of_keys_does_not_matter():
    assert canonical(dict(reversed(CONTENT.items()))) == canonical(CONTENT)
    assert canonical({"b": 1, "a": "中"}) == '{"a":"中","b":1}'.encode()
