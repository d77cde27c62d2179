export { fitLeastSquares, type LeastSquaresFit, propagateFitSigma, toFitEstimate } from './fit-least-squares.js';
export type { LeastSquaresProblem, Tie } from './least-squares-problem.js';
export { fitLinear, type LinearFit } from './fit-linear.js';
