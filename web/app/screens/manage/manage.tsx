/** What is tracked, for admins, and what is one's own. */
export const Manage = ({ section }: { section: string | undefined }) => <h1>Manage {section}</h1>
