import { type Simulator, startSimulator } from '../../lib/simulator/simulator.ts'

/** Starts simulated hiscores: on a free port, or on the one at which a deployed tracker expects them. */
export const startHiscores = (): Promise<Simulator> => startSimulator({ port: Number(process.env.HISCORES_PORT || 0) })
