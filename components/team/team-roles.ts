export type TeamRole = "owner" | "admin" | "viewer";

export const roleNames: Record<TeamRole, string> = { owner: "Owner", admin: "Admin", viewer: "Viewer" };

/** The roles, each with what it allows. */
export function roleOptions(ownersToo: boolean) {
  const options = [
    { value: "admin", label: "Admin: can change everything" },
    { value: "viewer", label: "Viewer: can see everything" },
  ];
  return ownersToo ? [{ value: "owner", label: "Owner: can manage owners too" }, ...options] : options;
}
