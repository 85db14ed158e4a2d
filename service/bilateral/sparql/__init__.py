"""SPARQL Protocol without a server: requests to operations, operations to limits and formats.

    protocol.parse_query(…), parse_update(…) → Query, Update or Description
    guard.inspect(text, caps) → Shape                what the text is, refused where it is too much
    negotiation.choose(accept, offers) → offer       or NotAcceptable
    description.describe(…) → quads                  SPARQL 1.1 Service Description

Values in, values out; `web` translates to and from HTTP, `store` evaluates.
"""
