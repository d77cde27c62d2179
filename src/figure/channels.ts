/** A numeric channel of a Vega-Lite encoding, with the title of its axis. */
export const quantitative = (field: string, title: string, more: object = {}) => ({
  field,
  type: 'quantitative',
  title,
  ...more,
});

/** A channel of names; `null` leaves the title away. */
export const nominal = (field: string, title: string | null, more: object = {}) => ({
  field,
  type: 'nominal',
  title,
  ...more,
});
