/** What the cycler holds. Current and power > 0 charge the cell. */
export type Control =
  | { mode: 'current' /** [A] */; value: number | ((t: number) => number) }
  | { mode: 'voltage' /** [V] */; value: number | ((t: number) => number) }
  | { mode: 'power' /** [W] */; value: number | ((t: number) => number) }
  | { mode: 'resistance' /** [ohm] */; value: number };

/**
 * Residual of the control and its derivatives; scaled to a current density.
 *
 * @param i       [A/m2] discharge current density
 * @param voltage [V]
 * @param dV      [ohm m2] ∂V/∂i at fixed state
 * @param area    [m2]
 */
export function evaluateControl(
  control: Control,
  t: number,
  i: number,
  voltage: number,
  dV: number,
  area: number,
): { residual: number; byCurrent: number; byVoltage: number } {
  const value = typeof control.value === 'function' ? control.value(t) : control.value;
  switch (control.mode) {
    case 'current':
      return { residual: -value / area - i, byCurrent: -1, byVoltage: 0 };
    case 'voltage':
      return { residual: voltage - value, byCurrent: dV, byVoltage: 1 };
    case 'power':
      return { residual: voltage * i + value / area, byCurrent: voltage + i * dV, byVoltage: i };
    case 'resistance':
      return { residual: voltage - value * i * area, byCurrent: dV - value * area, byVoltage: 1 };
  }
}
