"""What the portal is made of besides its own code: the parts, their licences, and what is known against them."""
