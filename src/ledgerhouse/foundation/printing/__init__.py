"""Papers and labels on paper: PDF by typesetting, ZPL for label printers.

Every paper of the house can be printed as it stands; a room declares a form where people expect another one (送货单, 拣货单, 记账凭证),
and labels for what is scanned. What is printed is what the asker sees: forms are papers, with the rights and masks of papers.
What a text says is data and goes to the typesetter as data; the templates beside this file are the only source it reads.
"""
