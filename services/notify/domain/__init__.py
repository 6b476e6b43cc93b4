"""Who must know what, and how it reached them: rules only, no database and no mail server."""
