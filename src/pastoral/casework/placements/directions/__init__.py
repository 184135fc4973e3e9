"""Off-site directions in England: deciding, notice, reviews, requests for review, the end. A record of its own (rules catalogue 2.4)."""
