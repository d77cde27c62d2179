"""Staged Rietveld of pattern.xy by rietx from a generic start; prints seconds of processor time and what came out: rietx-peer.py FOLDER."""
import json
import sys
import time

begun = time.process_time()
import rietx as rx

imported = time.process_time() - begun
folder = sys.argv[1]
start = time.process_time()
data = rx.read_pattern(f"{folder}/pattern.xy")
structure = rx.Structure.from_cif(f"{folder}/start.cif")
instrument = rx.Instrument.bragg_brentano(radiation="CuKa", goniometer_radius_mm=150)
instrument.background.coefficients = [type(instrument.zero_shift)(value=0.0) for _ in range(6)]
ref = rx.Refinement(structure, instrument, history=False)
atoms = {a.label: i for i, a in enumerate(structure.phases[0].atoms)}
path = lambda label, name: f"phases.0.atoms.{atoms[label]}.{name}"
# one exchange: nickel on the lithium site, as much lithium on the metal site
ref.tie(path("Li3a", "occ"), path("Ni3a", "occ"), scale=-1.0, offset=1.0)
ref.tie(path("Li3b", "occ"), path("Ni3a", "occ"))
ref.tie(path("Ni3b", "occ"), path("Ni3a", "occ"), scale=-1.0, offset=0.8)
for first, others in (("Li3a", ["Ni3a"]), ("Ni3b", ["Co3b", "Mn3b", "Li3b"])):
    for other in others:
        ref.tie(path(other, "biso"), path(first, "biso"))
stage = lambda name, *on: rx.Stage(name=name, turn_on=list(on))
plan = rx.RefinementPlan(stages=[
    stage("background, scale", "instrument.background.*", "phases.0.scale"),
    stage("cell, shift", "phases.0.cell.*", "instrument.geometry.sample_displacement"),
    stage("widths", "instrument.profile.w", "instrument.profile.y"),
    stage("profile", "instrument.profile.u", "instrument.profile.v", "instrument.profile.x"),
    stage("z", *[f"phases.0.atoms.{atoms['O6c']}.dof.0"]),
    stage("displacements", path("Li3a", "biso"), path("Ni3b", "biso"), path("O6c", "biso")),
    stage("mixing", path("Ni3a", "occ")),
])
result = ref.fit(data, plan=plan)
staged = time.process_time() - start
mixing = next(p for p in result.parameters if p.path == path("Ni3a", "occ"))
print(json.dumps({
    "import": imported, "staged": staged, "version": getattr(rx, "__version__", "1.10.0"), "free": len([p for p in result.parameters if p.stderr]),
    "mixing": 100 * mixing.value, "mixing_esd": 100 * (mixing.stderr or 0), "r_wp": 100 * result.statistics.rwp, "status": str(result.status)}))
