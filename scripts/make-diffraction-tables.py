"""Writes src/lab/diffraction/tables: form factors, anomalous dispersion, neutron lengths. Needs gemmi and xraydb (pip)."""
import base64, json, math, re, struct, sys
import gemmi, xraydb

OUT = sys.argv[1] if len(sys.argv) > 1 else "src/lab/diffraction/tables"
HC = 12.398419843320026  # keV Å
SYMBOLS = [gemmi.Element(z).name for z in range(1, 99)]


def number(v):
    text = f"{v:.7g}"
    return text


def form_factors():
    lines = []
    for symbol in SYMBOLS:
        c = gemmi.IT92_get_exact(gemmi.Element(symbol), 0)
        lines.append(f"{symbol} " + " ".join(number(v) for p in zip(c.a, c.b) for v in p) + f" {number(c.c)}")
    table = xraydb.XrayDB().tables["Waasmaier"]
    with xraydb.XrayDB().engine.connect() as con:
        for r in con.execute(table.select()).fetchall():
            if not re.fullmatch(r"[A-Z][a-z]?[0-9][+-]", r.ion) or r.ion[:-2] not in SYMBOLS:
                continue
            a, b = json.loads(r.scale), json.loads(r.exponents)
            lines.append(f"{r.ion} " + " ".join(number(v) for p in zip(a, b) for v in p) + f" {number(r.offset)}")
    return lines


def anomalous():
    lab = ["Cr 2.28970 2.29361", "Fe 1.93604 1.93998", "Co 1.788965 1.792850", "Cu 1.5405929 1.5444274",
           "Ga 1.3401 1.3440", "Mo 0.7093171 0.713607", "Ag 0.5594218 0.563813", "W 0.2090131 0.2138334", "Cu 1.39222"]
    fixed = sorted({HC / float(w) for line in lab for w in line.split()[1:]})
    low, high = 3.5, 90.0
    out = []
    for z in range(1, 99):
        f = lambda e: gemmi.cromer_liberman(z, e * 1000.0)
        # candidates: fine geometric grid and the laboratory lines
        fine = sorted(set([low * (high / low) ** (i / 6000) for i in range(6001)] + fixed))
        values = [f(e) for e in fine]
        keep = {0, len(fine) - 1} | {fine.index(e) for e in fixed}
        stack = list(zip(sorted(keep)[:-1], sorted(keep)[1:]))
        while stack:
            i, j = stack.pop()
            if j - i < 2:
                continue
            worst, at = 0.0, None
            for k in range(i + 1, j):
                t = math.log(fine[k] / fine[i]) / math.log(fine[j] / fine[i])
                d = max(abs(values[i][m] + t * (values[j][m] - values[i][m]) - values[k][m]) for m in (0, 1))
                if d > worst:
                    worst, at = d, k
            if worst > 0.015:
                keep.add(at)
                stack += [(i, at), (at, j)]
        rows = sorted(keep)
        code = lambda v: max(-32767, min(32767, round(v * 1000)))
        out.append(struct.pack("<H", len(rows)) + b"".join(
            struct.pack("<Hhh", round(65535 * math.log(fine[k] / low) / math.log(high / low)), *map(code, values[k]))
            for k in rows))
    return base64.b64encode(b"".join(out)).decode()


def neutrons():
    lines = []
    for symbol in SYMBOLS:
        c = gemmi.Element(symbol).neutron92
        if c is not None and c.get_coefs()[0] != 0:
            lines.append(f"{symbol} {number(c.get_coefs()[0])}")
    return lines


def write(name, head, const, lines):
    with open(f"{OUT}/{name}.ts", "w") as out:
        out.write(head + f"export const {const} = `\n" + "\n".join(lines) + "\n`;\n")


write("form-factor-table", """/**
 * f0(s) = Σ a exp(−b s²) + c, s = sin θ/λ up to 2 Å⁻¹: species, then a b pairs, then c.
 * International Tables for Crystallography C (1992), table 6.1.1.4, for atoms; Waasmaier and Kirfel, Acta Cryst. A 51
 * (1995) 416, for ions. Written by scripts/make-diffraction-tables.py.
 */
""", "FORM_FACTORS", form_factors())
write("neutron-table", """/**
 * Coherent scattering lengths of natural elements [fm]: Sears, Neutron News 3 (1992) 26.
 * Written by scripts/make-diffraction-tables.py.
 */
""", "NEUTRON_LENGTHS", neutrons())
data = anomalous()
with open(f"{OUT}/anomalous-table.ts", "w") as out:
    out.write("""/**
 * f′ and f″ of the elements 1 to 98 between 3.5 and 90 keV by Cromer and Liberman (Acta Cryst. A 37 (1981) 267), knots between which
 * the logarithm of the energy interpolates within 0.015 electrons: per element a count (uint16), then 65535 ln(E/3.5)/ln(90/3.5) (uint16), 1000 f′, 1000 f″ (int16), base64.
 * Written by scripts/make-diffraction-tables.py.
 */
""" + "// biome-ignore format: one string\n" + f"export const ANOMALOUS = '{data}';\n")
print(len(data))
