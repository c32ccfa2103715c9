"""The demo: a trading company made up by chance, with figures measured on real data, that does its main job through the real verbs.

Deterministic: one seed makes one company, its goods, its customers and every order, on every machine. `figures.json` holds what `demo/calibrate.py`
measured; `goods`, `partners` and `trade` make things up from it; `cast` names the company and its people; `job` drives the verbs.
No row of the real data is here.
"""
