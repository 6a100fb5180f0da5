import Addresses
