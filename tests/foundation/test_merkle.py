"""The tree against the published vectors of RFC 6962, and proofs against themselves."""

import hashlib

import pytest

from app.foundation import merkle

INPUTS = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [  # certificate-transparency's reference tests, sizes 1 to 8
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [merkle.leaf_hash(data) for data in INPUTS]


def test_the_empty_tree():
    assert merkle.root([]) == merkle.root_of([]) == hashlib.sha256().digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size):
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_published_proofs():
    """RFC 6962's own tree of eight: the path of the first leaf, and that the first leaf was the first tree."""
    steps = [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]

    assert [step.hex() for step in merkle.inclusion_proof(LEAVES, 0)] == steps
    assert [step.hex() for step in merkle.consistency_proof(LEAVES, 1)] == steps


def test_growing_leaf_by_leaf_gives_the_same_roots():
    frontier, leaves = [], [merkle.leaf_hash(bytes([n])) for n in range(130)]
    for size, leaf in enumerate(leaves):
        frontier = merkle.append(frontier, size, leaf)
        assert merkle.root_of(frontier) == merkle.root(leaves[: size + 1])
        assert merkle.unpack(merkle.pack(frontier)) == frontier
        assert len(frontier) == (size + 1).bit_count()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 33])
def test_every_inclusion_proof_holds_and_no_other_leaf_fits(size):
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    root = merkle.root(leaves)
    for index in range(size):
        proof = merkle.inclusion_proof(leaves, index)
        assert merkle.verify_inclusion(leaves[index], index, size, proof, root)
        assert not merkle.verify_inclusion(merkle.leaf_hash(b"palsu"), index, size, proof, root)
        assert not merkle.verify_inclusion(leaves[index], index, size, [*proof, root], root)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 33])
def test_every_consistency_proof_holds_and_no_other_past_fits(size):
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    root = merkle.root(leaves)
    for old in range(1, size + 1):
        proof = merkle.consistency_proof(leaves, old)
        assert merkle.verify_consistency(old, size, merkle.root(leaves[:old]), root, proof)
        assert not merkle.verify_consistency(old, size, merkle.leaf_hash(b"palsu"), root, proof)


def test_what_is_outside_the_tree_has_no_proof():
    with pytest.raises(IndexError):
        merkle.inclusion_proof(LEAVES, 8)
    with pytest.raises(IndexError):
        merkle.consistency_proof(LEAVES, 9)
    with pytest.raises(ValueError):
        merkle.unpack(b"short")
    assert not merkle.verify_inclusion(LEAVES[0], 8, 8, [], LEAVES[0])
    assert not merkle.verify_consistency(0, 8, LEAVES[0], LEAVES[0], [])
    assert not merkle.verify_consistency(3, 8, LEAVES[0], LEAVES[0], [])
