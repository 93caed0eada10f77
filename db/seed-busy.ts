/** See the busy demo below. */
export async function seedBusy(_businessId: string): Promise<void> {}
