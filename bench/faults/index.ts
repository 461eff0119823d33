import type { Fault } from './fault.ts'
import { generatedFaults } from './generated-faults.ts'
import { learningFaults } from './learning-faults.ts'
import { reductionFaults } from './reduction-faults.ts'
import { searchFaults } from './search-faults.ts'

/** Every deliberate fault. */
export const allFaults: readonly Fault[] = [...searchFaults, ...generatedFaults, ...learningFaults, ...reductionFaults]
