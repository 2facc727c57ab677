/* authenticator_self - enrolling oneself, as a user without rights */

#include "authenticator_self.h"

#include "command.h"

int
authenticator_self(struct call *call)
{
	return fault_set(
	    &call->fault, CALL_USAGE, "give the user whose it will be");
}
