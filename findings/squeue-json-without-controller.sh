#!/usr/bin/env bash
# Slurm 22.05.8 (Debian 12): while the controller cannot be reached, plain `squeue` fails with exit code 1, but `squeue --json` exits 0 with an
# empty list of jobs and the error inside the JSON. A watcher that trusts the exit code takes every running job for gone.
set -euo pipefail
command -v squeue >/dev/null || { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurm-client munge >/dev/null; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# A valid configuration whose controller is not running: nothing listens on this port.
cat > "$folder/slurm.conf" <<CONF
ClusterName=none
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=16817
AuthType=auth/munge
SlurmUser=root
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=1 State=UNKNOWN
PartitionName=debug Nodes=$(hostname -s) Default=YES
CONF
export SLURM_CONF="$folder/slurm.conf"
squeue --version
plain=0; timeout 60 squeue >/dev/null 2>"$folder/plain.err" || plain=$?
json=0; timeout 60 squeue --json >"$folder/out.json" 2>/dev/null || json=$?
echo "squeue: exit $plain, $(cat "$folder/plain.err")"
echo "squeue --json: exit $json"
grep -A4 '"errors"' "$folder/out.json"
[ "$plain" -ne 0 ] && [ "$json" -eq 0 ] && grep -q '"errors"' "$folder/out.json"
