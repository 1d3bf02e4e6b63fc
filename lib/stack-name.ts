/** The name of a stage's stack. */
export const stackName = ({ stage }: { stage: string }): string => `HiscoreLedger-${stage}`
