"""The place in plain files: read them, check them, load them, explain them.

    files     which files there are                    shape, forms   what the records' classes ask of them
    text, csv_table, sheet, geometry                   bytes to a grid of cells
    toml_tree, yaml_tree                               bytes to a tree of nodes
    values, records, read                              cells and nodes to records, with their lines
    sense, links, whole                                what is wrong within one record, between records, in the whole
    check, load                                        what other rooms call
    schema, pages, template                            JSON Schema, look-up pages, the place that `init` writes

The classes in `model/` are the only source of columns, types, units, bounds and meanings.
"""
