/**
 * No node carries more than this: 100 Gbit/s. What a sample says beyond it is not added up, so that the untrue counters
 * of one node do not stand for the fleet. Also bounds packets, which have more than one byte.
 */
export const MOST_BYTES_PER_MS = 12_500_000;

/** Of the first sample of a run no begin is known, but samples are an hour apart at most. */
export const FIRST_SAMPLE_COVERS_MS = 3_600_000;

/** What two samples of one instant, as after a clock was set back, are taken to be apart: no node samples more often. */
export const LEAST_COVERED_MS = 1_000;
