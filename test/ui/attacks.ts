/** Texts that break out of where they are put, if anything lets them. */
export const attacks = [
  `</script><script>window.hurt=1</script>`,
  `<img src=x onerror="window.hurt=2">`,
  `"><svg onload=window.hurt=3>`,
  `' onmouseover='window.hurt=4' x='`,
  `<!--<script>window.hurt=5</script>`,
  `</style><style>body{display:none}</style>`,
  `]]><script>window.hurt=6</script>`,
  `\u2028</title><iframe src="javascript:parent.hurt=7">\u2029`,
  `\ud800 half a character \udc00`,
  `\${window.hurt=8}{{window.hurt=8}}`,
];
