"""The append-only record: Merkle tree, proofs, and the audit of a whole log. Pure: bytes in, hashes out."""
