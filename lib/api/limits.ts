/** Calls that one API key may make in one second, over all processes. */
export const callsPerSecond = 100;
