#!/usr/bin/env python3
"""Verify a receipt or a paper of the portal without the portal. Needs Python 3.11 and the package `cryptography`.

    verify_receipt.py PAPER.pdf --key KEY.pem [--proof PROOF.json] [--heads HEADS]
    verify_receipt.py CONSISTENCY.json --key KEY.pem

The portal keeps a log that can only grow (a Merkle tree, RFC 9162). Each hour it signs a head: how many leaves there
are, and their root. A proof, in the PDF or from the public page, leads from a leaf to the root of a signed head: the content
was in the log by then, and nobody can take it out without signing two logs that contradict each other. HEADS is what somebody
else has kept of the published heads: mails, a syslog. Take KEY.pem from elsewhere than from whoever is to be checked.
"""

import argparse
import base64
import hashlib
import json
import sys
import zlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key


class Wrong(Exception):
    """What does not hold, as a sentence."""


def canonical(content):
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_by_path(leaf, number, size, path):
    """RFC 9162, 2.1.3.2: the root that the leaf with this number has by this path; None if the path does not fit."""
    at, last, root = number, size - 1, leaf
    for other in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = node_hash(other, root)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, other)
        at, last = at >> 1, last >> 1
    return root if last == 0 else None


def grew(first, first_root, second, second_root, path):
    """RFC 9162, 2.1.4.2: whether the tree of `second` leaves begins with that of `first`, changed in nothing."""
    if first == second:
        return first_root == second_root and not path
    if not 0 < first < second or not path:
        return False
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and (old, new) == (first_root, second_root)


def check_signature(head, key):
    signed = {name: value for name, value in head.items() if name not in ("signature", "stamp")}
    try:
        key.verify(base64.b64decode(head["signature"]), canonical(signed))
    except InvalidSignature:
        raise Wrong(f"第{head['number']}次封存的树头签名无效，或者不是用这把公钥签的") from None


def streams(pdf):
    """The contents of a PDF's streams; its attachments are among them."""
    for part in pdf.split(b"stream")[1:]:
        part = part.removeprefix(b"\r").removeprefix(b"\n")
        try:
            yield zlib.decompressobj().decompress(part)
        except zlib.error:
            yield part.removesuffix(b"end").rstrip(b"\r\n")


def proof_in(contents):
    for content in contents:
        if content.startswith(b'{"head":') and b'"kind":"proof"' in content:
            return json.loads(content)
    raise Wrong("文件没有附带证明：出具时还没有封存，请到门户的公开页面下载证明，用 --proof 指明")


def check_proof(proof, contents, key):
    leaf, head = proof["leaf"], proof["head"]
    if leaf["content"] not in {hashlib.sha256(content).hexdigest() for content in contents}:
        raise Wrong("文件所附内容与证明不符")
    path = [bytes.fromhex(node) for node in proof["path"]]
    root = root_by_path(hashlib.sha256(b"\x00" + canonical(leaf)).digest(), proof["number"], head["size"], path)
    if root is None or root.hex() != head["root"]:
        raise Wrong("证明不能从这一条记录通到树头")
    check_signature(head, key)
    print(f"记录时间 {leaf['at']}，内容校验值 {leaf['content']}，见第{head['number']}次封存（{head['at']}）")


def check_consistency(proof, key):
    first, second = proof["first"], proof["second"]
    old, new, *path = [bytes.fromhex(node) for node in (first["root"], second["root"], *proof["path"])]
    if not grew(first["size"], old, second["size"], new, path):
        raise Wrong(f"第{second['number']}次封存不是由第{first['number']}次封存增长而来")
    for head in (first, second):
        check_signature(head, key)
    print(f"第{first['number']}次封存的 {first['size']} 条记录全部原样在第{second['number']}次封存之中")


def check_kept(head, kept):
    lines = [json.loads(line[line.index("{") :]) for line in kept.splitlines() if "{" in line]
    heads = [one for line in lines for one in line.get("heads", [line])]
    same = [one for one in heads if one["number"] == head["number"]]
    if not same or any({name: one.get(name) for name in head} != head for one in same):
        raise Wrong(f"所存的树头中没有第{head['number']}次封存，或者与文件所附的不同：有两本账")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("file", type=Path)
    for name in ("--key", "--proof", "--heads"):
        parser.add_argument(name, type=Path, required=name == "--key")
    given = parser.parse_args()
    try:
        key, file = load_pem_public_key(given.key.read_bytes()), given.file.read_bytes()
        if file.startswith(b"%PDF"):
            contents = list(streams(file))
            proof = json.loads(given.proof.read_bytes()) if given.proof else proof_in(contents)
            check_proof(proof, contents, key)
            if given.heads:
                check_kept(proof["head"], given.heads.read_text(encoding="utf-8"))
        else:
            check_consistency(json.loads(file), key)
        print("成立。")
    except (Wrong, OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(f"不成立：{error if isinstance(error, Wrong | OSError) else '文件或者公钥的格式不对'}。")


if __name__ == "__main__":
    main()
