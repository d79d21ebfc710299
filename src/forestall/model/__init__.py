"""The records that flow from stage to stage: frozen dataclasses, one noun a file, no behaviour.

A field's type carries its marks (`marks.py`: unit, key, reference) and bounds (`annotated_types`); the
sentence under it is its documentation. The place's file schemas, the look-up pages and the Arrow schemas
are all made from these classes and from nothing else.
"""
