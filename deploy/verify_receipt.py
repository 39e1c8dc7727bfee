#!/usr/bin/env python3
"""Verify a receipt or a paper of the portal without the portal. Needs Python 3.11 and the package `cryptography`.

    verify_receipt.py PAPER.pdf|CONSISTENCY.json --key KEY.pem [--proof PROOF.json] [--heads HEADS]

The portal keeps a log that only grows (a Merkle tree, RFC 9162) and signs each hour how many leaves it has, and their root: a
head. A proof, in the PDF or from the public page, leads from a leaf to such a root: the content was in the log by then, and
nobody takes it out without signing two logs that contradict each other. HEADS is what somebody else kept of the published
heads: mails, a syslog. Take KEY.pem from elsewhere than from whoever is to be checked.
"""

import argparse
import base64
import hashlib
import json
import re
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


def steps(at, last, path):
    """RFC 9162, 2.1.3.2 and 2.1.4.2: each node of a path, and whether it stands to the left."""
    for node in path:
        if not 0 <= at <= last or last == 0:
            raise Wrong("证明的路径太长")
        is_left = at & 1 or at == last
        while is_left and at and not at & 1:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
        yield is_left, node
    if last:
        raise Wrong("证明的路径太短")


def root_by_path(leaf, number, size, path):
    """The root that the leaf with this number has by this path."""
    root = leaf
    for is_left, node in steps(number, size - 1, path):
        root = node_hash(node, root) if is_left else node_hash(root, node)
    return root


def grew(first, first_root, second, second_root, path):
    """Whether the tree of `second` leaves begins with that of `first`, changed in nothing."""
    if first == second:
        return first_root == second_root and not path
    old = new = path[0] if first & (first - 1) else first_root
    below = (first & -first).bit_length() - 1
    for is_left, node in steps(first - 1 >> below, second - 1 >> below, path[1:] if first & (first - 1) else path):
        old, new = (node_hash(node, old), node_hash(node, new)) if is_left else (old, node_hash(new, node))
    return (old, new) == (first_root, second_root)


def check_signature(head, key):
    signed = {name: value for name, value in head.items() if name != "signature"}
    try:
        key.verify(base64.b64decode(head["signature"]), canonical(signed))
    except InvalidSignature:
        raise Wrong(f"第{head['number']}次封存的签名无效，或者不是用这把公钥签的") from None


def streams(pdf, most=1 << 26):
    """The contents of a PDF's streams, so many bytes at most; its attachments are among them."""
    for part in re.split(rb"stream\r?\n", pdf)[1:]:
        try:
            content = zlib.decompressobj().decompress(part, most)
        except zlib.error:
            content = part.removesuffix(b"end").rstrip(b"\r\n")
        most -= len(content)
        if most <= 0:
            raise Wrong("文件过大")
        yield content


def proof_in(contents):
    for content in contents:
        if content.startswith(b'{"head":') and b'"kind":"proof"' in content:
            return json.loads(content)
    raise Wrong("文件没有附带证明，请到门户的公开页面下载，另附证明文件")


def check_proof(proof, contents, key):
    leaf, head = proof["leaf"], proof["head"]
    if leaf["content"] not in {hashlib.sha256(content).hexdigest() for content in contents}:
        raise Wrong("文件所附内容与证明不符")
    start = hashlib.sha256(b"\x00" + canonical(leaf)).digest()
    root = root_by_path(start, proof["number"], head["size"], map(bytes.fromhex, proof["path"]))
    if root.hex() != head["root"]:
        raise Wrong("证明不能从这一条记录通到树头")
    check_signature(head, key)
    return f"记录时间 {leaf['at']}，内容校验值 {leaf['content']}，见第{head['number']}次封存（{head['at']}）"


def check_consistency(proof, key):
    first, second = proof["first"], proof["second"]
    old, new, *path = map(bytes.fromhex, (first["root"], second["root"], *proof["path"]))
    if not 0 < first["size"] <= second["size"] or not grew(first["size"], old, second["size"], new, path):
        raise Wrong(f"第{second['number']}次封存不是由第{first['number']}次封存增长而来")
    check_signature(first, key)
    check_signature(second, key)
    return f"第{first['number']}次封存的 {first['size']} 条记录全部原样在第{second['number']}次封存之中"


def check_kept(head, kept):
    lines = [json.loads(line[line.index("{") :]) for line in kept.splitlines() if "{" in line]
    heads = [{name: one[name] for name in head} for line in lines for one in line.get("heads", [line])]
    if {canonical(head)} != {canonical(one) for one in heads if one["number"] == head["number"]}:
        raise Wrong(f"所存的树头中没有第{head['number']}次封存，或者与文件所附的不同：有两本账")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", type=Path, required=True)
    parser.add_argument("--proof", type=Path)
    parser.add_argument("--heads", type=Path)
    given = parser.parse_args()
    try:
        key, file = load_pem_public_key(given.key.read_bytes()), given.file.read_bytes()
        if file.startswith(b"%PDF"):
            contents = list(streams(file))
            proof = json.loads(given.proof.read_bytes()) if given.proof else proof_in(contents)
            said = check_proof(proof, contents, key)
            if given.heads:
                check_kept(proof["head"], given.heads.read_text())
        else:
            said = check_consistency(json.loads(file), key)
        print(f"成立：{said}。")
    except (Wrong, OSError, ValueError, KeyError, TypeError) as error:
        reason = error if isinstance(error, Wrong | OSError) else "文件或者公钥的格式不对"
        raise SystemExit(f"不成立：{reason}。") from None


if __name__ == "__main__":
    main()
